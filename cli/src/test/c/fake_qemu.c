/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a TCG plugin sees of QEMU, for tests of a plugin without one: loads the plugin, and does what the lines of its input say. Each line
 * is answered by one line.
 *
 *   fake_qemu PLUGIN TARGET VCPUS [ARGUMENT...]
 *
 *   come N, go N             a vCPU
 *   set N NAME VALUE         a register: r0 to r15, pswm; numbers here and below are hexadecimal
 *   get N NAME
 *   memory ADDRESS BYTES     the guest's memory, 64 KiB from 0x10000 on
 *   translate ADDRESS BYTES  a block with one instruction; answers how many callbacks it has
 *   run N ADDRESS TIMES      executes the instruction as often; answers "pc ADDRESS", or "left" where the plugin left it to QEMU
 *   race N ADDRESS TIMES     the same on vCPUs 0 to N at once; answers how often it was not left
 *   arrays                   answers how many arrays there are, and how long one ever was
 */
#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_VCPUS 8
#define REGISTERS 17
#define PSW_MASK 16
#define MEMORY_START 0x10000
#define MEMORY_SIZE 0x10000
#define MAX_INSNS 8192
#define SETS_PC 3

/* --- GLib's arrays */

struct bytes {
	uint8_t *data;
	unsigned int length;
};

static atomic_int arrays;
static atomic_uint longest;

static void resize(struct bytes *array, unsigned int length)
{
	/* Elsewhere each time, so that who keeps the address is found out. */
	uint8_t *data = calloc(1, length + 1u);

	memcpy(data, array->data, length < array->length ? length : array->length);
	memset(array->data, 0xee, array->length);
	free(array->data);
	array->data = data;
	array->length = length;
	if (length > longest)
		longest = length;
}

struct bytes *g_byte_array_sized_new(unsigned int reserved);
struct bytes *g_byte_array_sized_new(unsigned int reserved)
{
	struct bytes *array = calloc(1, sizeof(*array));

	(void)reserved;
	array->data = calloc(1, 1);
	arrays++;
	return array;
}

struct bytes *g_byte_array_set_size(struct bytes *array, unsigned int length);
struct bytes *g_byte_array_set_size(struct bytes *array, unsigned int length)
{
	resize(array, length);
	return array;
}

uint8_t *g_byte_array_free(struct bytes *array, int free_data);
uint8_t *g_byte_array_free(struct bytes *array, int free_data)
{
	if (!free_data)
		abort();
	free(array->data);
	free(array);
	arrays--;
	return NULL;
}

char *g_array_free(struct bytes *array, int free_data);
char *g_array_free(struct bytes *array, int free_data)
{
	return (char *)g_byte_array_free(array, free_data);
}

/* --- QEMU */

struct info {
	const char *target;
	int min, current;
	bool system;
	int vcpus, max_vcpus;
};

struct descriptor {
	void *handle;
	const char *name;
	const char *feature;
	bool read_only;
};

typedef void vcpu_callback(unsigned int vcpu, void *data);
typedef void translation_callback(void *block, void *data);

struct insn {
	uint64_t address;
	uint8_t text[8];
	size_t size;
	int callbacks;
	vcpu_callback *callback;
	int flags;
	void *data;
};

static struct {
	vcpu_callback *comes, *goes;
	void *comes_data, *goes_data;
	translation_callback *translated;
	void *translated_data;
} registered;

static uint64_t values[MAX_VCPUS][REGISTERS];
static uint8_t memory[MEMORY_SIZE];
static struct insn insns[MAX_INSNS];
static unsigned int insn_count;

static _Thread_local unsigned int current = MAX_VCPUS;
static _Thread_local int flags;
static _Thread_local jmp_buf next_insn;
static _Thread_local uint64_t next_pc;

static const char *name_of(int number)
{
	static const char *names[] = { "r0", "r1", "r2",  "r3",	 "r4",	"r5",  "r6",  "r7",  "r8",
				       "r9", "r10", "r11", "r12", "r13", "r14", "r15", "pswm" };

	return names[number];
}

void qemu_plugin_register_vcpu_init_cb(uint64_t id, vcpu_callback *callback, void *data);
void qemu_plugin_register_vcpu_init_cb(uint64_t id, vcpu_callback *callback, void *data)
{
	(void)id;
	registered.comes = callback;
	registered.comes_data = data;
}

void qemu_plugin_register_vcpu_exit_cb(uint64_t id, vcpu_callback *callback, void *data);
void qemu_plugin_register_vcpu_exit_cb(uint64_t id, vcpu_callback *callback, void *data)
{
	(void)id;
	registered.goes = callback;
	registered.goes_data = data;
}

void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, translation_callback *callback, void *data);
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, translation_callback *callback, void *data)
{
	(void)id;
	registered.translated = callback;
	registered.translated_data = data;
}

void qemu_plugin_register_vcpu_insn_exec_cb(struct insn *insn, vcpu_callback *callback, int callback_flags, void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(struct insn *insn, vcpu_callback *callback, int callback_flags, void *data)
{
	insn->callbacks++;
	insn->callback = callback;
	insn->flags = callback_flags;
	insn->data = data;
}

size_t qemu_plugin_tb_n_insns(const struct insn *block);
size_t qemu_plugin_tb_n_insns(const struct insn *block)
{
	(void)block;
	return 1;
}

struct insn *qemu_plugin_tb_get_insn(struct insn *block, size_t index);
struct insn *qemu_plugin_tb_get_insn(struct insn *block, size_t index)
{
	return index == 0 ? block : NULL;
}

size_t qemu_plugin_insn_data(const struct insn *insn, void *target, size_t size);
size_t qemu_plugin_insn_data(const struct insn *insn, void *target, size_t size)
{
	if (size > insn->size)
		size = insn->size;
	memcpy(target, insn->text, size);
	return size;
}

size_t qemu_plugin_insn_size(const struct insn *insn);
size_t qemu_plugin_insn_size(const struct insn *insn)
{
	return insn->size;
}

uint64_t qemu_plugin_insn_vaddr(const struct insn *insn);
uint64_t qemu_plugin_insn_vaddr(const struct insn *insn)
{
	return insn->address;
}

/* As QEMU 11.1.2 has them: pswm first, whose handle is NULL, and what may not be written marked so. */
struct bytes *qemu_plugin_get_registers(void);
struct bytes *qemu_plugin_get_registers(void)
{
	struct bytes *array = g_byte_array_sized_new(0);
	struct descriptor *each = calloc(REGISTERS + 2, sizeof(*each));

	for (int i = 0; i < REGISTERS; i++) {
		int number = i == 0 ? PSW_MASK : i - 1;

		each[i] = (struct descriptor){ .handle = (void *)(uintptr_t)(2 * i), .name = name_of(number), .feature = "core" };
	}
	each[REGISTERS] = (struct descriptor){ .handle = (void *)99, .name = "pswa", .feature = "core", .read_only = true };
	each[REGISTERS + 1] = (struct descriptor){ .handle = (void *)98, .name = "r1x", .feature = "other" };
	free(array->data);
	array->data = (uint8_t *)each;
	/* In elements. */
	array->length = REGISTERS + 2;
	return array;
}

static uint64_t *value_of(void *handle)
{
	uintptr_t number = (uintptr_t)handle / 2;

	if (current >= MAX_VCPUS || number >= REGISTERS)
		abort();
	return &values[current][number == 0 ? PSW_MASK : number - 1];
}

bool qemu_plugin_read_register(void *handle, struct bytes *value);
bool qemu_plugin_read_register(void *handle, struct bytes *value)
{
	unsigned int length = value->length;

	if (flags == 0)
		return false;
	resize(value, length + 8);
	for (int i = 0; i < 8; i++)
		value->data[length + i] = (uint8_t)(*value_of(handle) >> (56 - 8 * i));
	return true;
}

bool qemu_plugin_write_register(void *handle, struct bytes *value);
bool qemu_plugin_write_register(void *handle, struct bytes *value)
{
	if (flags < 2 || value->length != 8)
		return false;
	*value_of(handle) = 0;
	for (int i = 0; i < 8; i++)
		*value_of(handle) = *value_of(handle) << 8 | value->data[i];
	return true;
}

bool qemu_plugin_read_memory_vaddr(uint64_t address, struct bytes *data, size_t size);
bool qemu_plugin_read_memory_vaddr(uint64_t address, struct bytes *data, size_t size)
{
	resize(data, (unsigned int)size);
	if (address < MEMORY_START || address > MEMORY_START + MEMORY_SIZE - size)
		return false;
	memcpy(data->data, memory + (address - MEMORY_START), size);
	return true;
}

void qemu_plugin_set_pc(uint64_t address);
void qemu_plugin_set_pc(uint64_t address)
{
	if (flags != SETS_PC)
		abort();
	next_pc = address;
	longjmp(next_insn, 1);
}

/* --- the lines */

static struct insn *insn_at(uint64_t address)
{
	for (unsigned int i = insn_count; i-- > 0;)
		if (insns[i].address == address)
			return &insns[i];
	fprintf(stderr, "fake_qemu: nothing is translated at %llx\n", (unsigned long long)address);
	exit(2);
}

/* Whether the plugin executed it. */
static bool execute(unsigned int vcpu, const struct insn *insn)
{
	bool taken = true;

	current = vcpu;
	flags = insn->flags;
	if (setjmp(next_insn) == 0) {
		if (insn->callback)
			insn->callback(vcpu, insn->data);
		taken = false;
	}
	flags = 0;
	return taken;
}

struct racer {
	pthread_t thread;
	unsigned int vcpu;
	const struct insn *insn;
	unsigned long times;
	unsigned long taken;
};

static void *race(void *data)
{
	struct racer *racer = data;

	for (unsigned long i = 0; i < racer->times; i++)
		racer->taken += execute(racer->vcpu, racer->insn);
	return NULL;
}

static void race_all(unsigned int last, const struct insn *insn, unsigned long times)
{
	struct racer racers[MAX_VCPUS];
	unsigned long taken = 0;

	for (unsigned int i = 0; i <= last; i++) {
		racers[i] = (struct racer){ .vcpu = i, .insn = insn, .times = times };
		pthread_create(&racers[i].thread, NULL, race, &racers[i]);
	}
	for (unsigned int i = 0; i <= last; i++) {
		pthread_join(racers[i].thread, NULL);
		taken += racers[i].taken;
	}
	printf("%lx\n", taken);
}

static size_t unhex(const char *text, uint8_t *target, size_t room)
{
	size_t length = 0;
	unsigned int byte;

	while (length < room && sscanf(text + 2 * length, "%2x", &byte) == 1)
		target[length++] = (uint8_t)byte;
	return length;
}

static uint64_t *named(unsigned int vcpu, const char *name)
{
	for (int i = 0; i < REGISTERS; i++)
		if (vcpu < MAX_VCPUS && strcmp(name, name_of(i)) == 0)
			return &values[vcpu][i];
	fprintf(stderr, "fake_qemu: no register %s\n", name);
	exit(2);
}

static void translate(uint64_t address, const char *text)
{
	struct insn *insn = &insns[insn_count == MAX_INSNS ? 0 : insn_count++];

	*insn = (struct insn){ .address = address };
	insn->size = unhex(text, insn->text, sizeof(insn->text));
	registered.translated(insn, registered.translated_data);
	printf("%d\n", insn->callbacks);
}

static bool one_line(char *line)
{
	unsigned int vcpu;
	unsigned long long address, value, times;
	char name[8];
	int at = 0;

	if (sscanf(line, "come %x", &vcpu) == 1) {
		current = vcpu;
		registered.comes(vcpu, registered.comes_data);
		puts("here");
	} else if (sscanf(line, "go %x", &vcpu) == 1) {
		registered.goes(vcpu, registered.goes_data);
		puts("gone");
	} else if (sscanf(line, "set %x %7s %llx", &vcpu, name, &value) == 3) {
		*named(vcpu, name) = value;
		puts("set");
	} else if (sscanf(line, "get %x %7s", &vcpu, name) == 2) {
		printf("%016llx\n", (unsigned long long)*named(vcpu, name));
	} else if (sscanf(line, "memory %llx %n", &address, &at) == 1 && at) {
		printf("%zx\n", unhex(line + at, memory + (address - MEMORY_START), MEMORY_START + MEMORY_SIZE - address));
	} else if (sscanf(line, "translate %llx %n", &address, &at) == 1 && at) {
		translate(address, line + at);
	} else if (sscanf(line, "run %x %llx %llx", &vcpu, &address, &times) == 3) {
		bool taken = false;

		for (unsigned long long i = 0; i < times; i++)
			taken = execute(vcpu, insn_at(address));
		if (taken)
			printf("pc %llx\n", (unsigned long long)next_pc);
		else
			puts("left");
	} else if (sscanf(line, "race %x %llx %llx", &vcpu, &address, &times) == 3) {
		race_all(vcpu, insn_at(address), times);
	} else if (strcmp(line, "arrays\n") == 0) {
		printf("%d %x\n", arrays, longest);
	} else {
		return false;
	}
	fflush(stdout);
	return true;
}

int main(int argc, char **argv)
{
	static char line[4 * MEMORY_SIZE];
	struct info info = { .target = argc > 2 ? argv[2] : "", .min = 7, .current = 7, .system = true, .max_vcpus = MAX_VCPUS };
	int (*install)(uint64_t id, const struct info *info, int argc, char **argv);
	const int *version;
	void *plugin;

	if (argc < 4)
		return 2;
	info.vcpus = info.max_vcpus = atoi(argv[3]);
	plugin = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL);
	if (!plugin) {
		fprintf(stderr, "fake_qemu: %s\n", dlerror());
		return 2;
	}
	version = dlsym(plugin, "qemu_plugin_version");
	*(void **)&install = dlsym(plugin, "qemu_plugin_install");
	if (!version || *version < info.min || *version > info.current || !install)
		return 2;
	if (install(1, &info, argc - 4, argv + 4) != 0)
		return 1;
	while (fgets(line, sizeof(line), stdin)) {
		if (!one_line(line)) {
			fprintf(stderr, "fake_qemu: %s", line);
			return 2;
		}
	}
	return 0;
}
