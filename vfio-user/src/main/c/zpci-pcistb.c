/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A TCG plugin for qemu-system-s390x that takes each PCISTB before QEMU executes it and has it executed by a zpci server, whole. QEMU's own
 * PCISTB refuses a block of 8 bytes and cuts all others.
 *
 *   -plugin zpci-pcistb.so,socket=PATH
 *
 * Each vCPU has a connection of its own to the UNIX stream socket at PATH. A block is one message and its answer; the vCPU waits. Guest
 * memory is only read here. What the server does not serve, what it cannot be asked, and what a program may not do anyway is left to QEMU.
 *
 * Needs plugin API 7 (QEMU 11.1) and nothing to compile but a C library: what is used of QEMU and GLib is declared here, and found in QEMU's
 * process when it loads this.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define EXPORTED __attribute__((visibility("default")))

/* --- what is used of GLib */

struct byte_array {
	uint8_t *data;
	unsigned int length;
};

struct array {
	char *data;
	unsigned int length;
};

struct byte_array *g_byte_array_sized_new(unsigned int reserved);
struct byte_array *g_byte_array_set_size(struct byte_array *array, unsigned int length);
uint8_t *g_byte_array_free(struct byte_array *array, int free_data);
char *g_array_free(struct array *array, int free_data);

/* --- what is used of QEMU */

#define API_VERSION 7

struct qemu_info {
	const char *target;
	struct {
		int min;
		int current;
	} version;
	bool system;
	int vcpus;
	int max_vcpus;
};

/* An element of what qemu_plugin_get_registers answers. */
struct register_descriptor {
	void *handle;
	const char *name;
	const char *feature;
	bool read_only;
};

/* The callback may read and write registers and set the program counter. */
#define CALLBACK_SETS_PC 3

typedef void vcpu_callback(unsigned int vcpu, void *data);
typedef void translation_callback(void *block, void *data);

void qemu_plugin_register_vcpu_init_cb(uint64_t id, vcpu_callback *callback, void *data);
void qemu_plugin_register_vcpu_exit_cb(uint64_t id, vcpu_callback *callback, void *data);
void qemu_plugin_register_vcpu_tb_trans_cb(uint64_t id, translation_callback *callback, void *data);
void qemu_plugin_register_vcpu_insn_exec_cb(void *insn, vcpu_callback *callback, int flags, void *data);
size_t qemu_plugin_tb_n_insns(const void *block);
void *qemu_plugin_tb_get_insn(const void *block, size_t index);
size_t qemu_plugin_insn_data(const void *insn, void *target, size_t size);
size_t qemu_plugin_insn_size(const void *insn);
uint64_t qemu_plugin_insn_vaddr(const void *insn);
struct array *qemu_plugin_get_registers(void);
bool qemu_plugin_read_register(void *handle, struct byte_array *value);
bool qemu_plugin_write_register(void *handle, struct byte_array *value);
bool qemu_plugin_read_memory_vaddr(uint64_t address, struct byte_array *data, size_t size);
/* Does not return where it works. */
void qemu_plugin_set_pc(uint64_t address);

EXPORTED int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc, char **argv);
EXPORTED int qemu_plugin_version = API_VERSION;

/* --- s390 */

#define PCISTB_LENGTH 6
#define REGISTERS 16

#define PSW_PROBLEM_STATE 0x0001000000000000ull
#define PSW_SPACE_CONTROL 0x0000c00000000000ull
#define PSW_ACCESS_REGISTERS 0x0000400000000000ull
#define PSW_CC_SHIFT 44
#define PSW_64 0x0000000100000000ull
#define PSW_31 0x0000000080000000ull

#define REQUEST_STATUS_SHIFT 24
#define REQUEST_LENGTH 0xffffull
#define MAX_BLOCK 4096

/* --- the messages, in the byte order of the host; docs/plugin.md has them */

#define GREETING_MAGIC 0x7a706362u
#define GREETING_VERSION 1

struct greeting {
	uint32_t magic;
	uint32_t version;
	uint32_t vcpu;
	uint32_t zero;
};

struct block {
	uint64_t request;
	uint64_t offset;
	uint64_t address;
	uint32_t vcpu;
	uint32_t length;
	/* and the data */
};

struct answer {
	uint8_t how;
	uint8_t cc;
	uint8_t status;
	uint8_t zero;
};

/* how */
#define EXECUTED 0
#define NOT_SERVED 1
#define INTERRUPTION 2

/* How long the server may take, in seconds: as long as QEMU lets a vfio-user server. */
#define PATIENCE 5
/* How long a lost server is not tried again. */
#define PAUSE_NS 100000000

/* --- what the plugin knows */

/* A PCISTB of the guest, wherever it was translated. */
struct site {
	uint64_t address;
	uint8_t text[PCISTB_LENGTH];
};

/* A kernel has one or two, elsewhere after each reboot. One who makes more and more of them gets no more memory for it. */
#define SITES 4096

struct vcpu {
	int socket;
	uint64_t next_try;
	struct byte_array *value;
	struct byte_array *data;
};

static struct {
	struct sockaddr_un server;
	unsigned int max_vcpus;
	struct vcpu *vcpus;
	pthread_mutex_t lock;
	unsigned int sites;
	struct site site[SITES];
	bool searched;
	atomic_bool usable;
	void *psw_mask;
	void *general[REGISTERS];
	/* So that each loss is one line, not one for each vCPU. */
	atomic_bool lost;
} plugin = { .lock = PTHREAD_MUTEX_INITIALIZER };

static void say(const char *what, const char *why)
{
	char line[256];
	int length = snprintf(line, sizeof(line), "zpci-pcistb: %s%s%s\n", what, *why ? ": " : "", why);

	/* One write, so that lines of two processes on one terminal stay lines. */
	if (write(STDERR_FILENO, line, length < (int)sizeof(line) ? (size_t)length : sizeof(line) - 1) < 0)
		return;
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

/* --- the connection */

static void leave(struct vcpu *vcpu, const char *why)
{
	if (vcpu->socket >= 0)
		close(vcpu->socket);
	vcpu->socket = -1;
	vcpu->next_try = now() + PAUSE_NS;
	if (!atomic_exchange(&plugin.lost, true))
		say("no server, PCISTB is left to QEMU", why);
}

static bool send_all(int to, struct iovec *parts, size_t count)
{
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = count };

	while (message.msg_iovlen) {
		ssize_t sent = sendmsg(to, &message, MSG_NOSIGNAL);

		if (sent < 0) {
			if (errno == EINTR)
				continue;
			return false;
		}
		while (message.msg_iovlen && (size_t)sent >= message.msg_iov->iov_len) {
			sent -= (ssize_t)message.msg_iov->iov_len;
			message.msg_iov++;
			message.msg_iovlen--;
		}
		if (message.msg_iovlen) {
			message.msg_iov->iov_base = (char *)message.msg_iov->iov_base + sent;
			message.msg_iov->iov_len -= (size_t)sent;
		}
	}
	return true;
}

/* How often an answer is looked for before the vCPU sleeps: it mostly comes in less time than it takes to wake a thread. */
#define LOOKS 100

static bool receive_all(int from, void *target, size_t length)
{
	size_t done = 0;

	while (done < length) {
		ssize_t received = -1;

		for (int look = 0; look < LOOKS && received < 0; look++)
			received = recv(from, (char *)target + done, length - done, MSG_DONTWAIT);
		if (received < 0)
			received = recv(from, (char *)target + done, length - done, 0);

		if (received > 0) {
			done += (size_t)received;
		} else if (received == 0) {
			errno = ECONNRESET;
			return false;
		} else if (errno != EINTR) {
			/* EAGAIN is what the limit of the socket gives. */
			if (errno == EAGAIN)
				errno = ETIMEDOUT;
			return false;
		}
	}
	return true;
}

static bool greet(int server, unsigned int index)
{
	struct greeting greeting = { .magic = GREETING_MAGIC, .version = GREETING_VERSION, .vcpu = index };
	struct greeting answer;
	struct iovec part = { .iov_base = &greeting, .iov_len = sizeof(greeting) };

	if (!send_all(server, &part, 1) || !receive_all(server, &answer, sizeof(answer)))
		return false;
	if (memcmp(&answer, &greeting, sizeof(answer)) != 0) {
		errno = EPROTO;
		return false;
	}
	return true;
}

static bool connected(struct vcpu *vcpu, unsigned int index)
{
	struct timeval patience = { .tv_sec = PATIENCE };

	if (vcpu->socket >= 0)
		return true;
	if (now() < vcpu->next_try)
		return false;
	vcpu->socket = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (vcpu->socket < 0 || setsockopt(vcpu->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) < 0 ||
	    setsockopt(vcpu->socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) < 0 ||
	    connect(vcpu->socket, (struct sockaddr *)&plugin.server, sizeof(plugin.server)) < 0 || !greet(vcpu->socket, index)) {
		leave(vcpu, strerror(errno));
		return false;
	}
	if (atomic_exchange(&plugin.lost, false))
		say("the server is there", "");
	return true;
}

/* --- registers, whose bytes QEMU gives in the guest's order */

static bool read_register(struct vcpu *vcpu, void *handle, uint64_t *value)
{
	/* QEMU appends: without this the array would grow with each register. */
	g_byte_array_set_size(vcpu->value, 0);
	if (!qemu_plugin_read_register(handle, vcpu->value) || vcpu->value->length != sizeof(*value))
		return false;
	*value = 0;
	for (size_t i = 0; i < sizeof(*value); i++)
		*value = *value << 8 | vcpu->value->data[i];
	return true;
}

static bool write_register(struct vcpu *vcpu, void *handle, uint64_t value)
{
	g_byte_array_set_size(vcpu->value, sizeof(value));
	for (size_t i = sizeof(value); i-- > 0; value >>= 8)
		vcpu->value->data[i] = (uint8_t)value;
	return qemu_plugin_write_register(handle, vcpu->value);
}

static uint64_t wrapped(uint64_t address, uint64_t psw)
{
	if (psw & PSW_64)
		return address;
	return address & (psw & PSW_31 ? 0x7fffffff : 0xffffff);
}

/* --- a PCISTB */

/* The second operand of RSY: a base register, none where it is 0, and a signed displacement of 20 bits in two parts. */
static bool operand_address(struct vcpu *vcpu, const uint8_t *text, uint64_t psw, uint64_t *address)
{
	int base = text[2] >> 4;
	int32_t displacement = (int32_t)((uint32_t)text[4] << 24 | (uint32_t)(text[2] & 15) << 20 | (uint32_t)text[3] << 12) >> 12;
	uint64_t start = 0;

	if (base && !read_register(vcpu, plugin.general[base], &start))
		return false;
	*address = wrapped(start + (uint64_t)(int64_t)displacement, psw);
	return true;
}

static bool ask(struct vcpu *vcpu, struct block *block, struct answer *answer)
{
	struct iovec parts[] = {
		{ .iov_base = block, .iov_len = sizeof(*block) },
		{ .iov_base = vcpu->data->data, .iov_len = block->length },
	};

	if (!connected(vcpu, block->vcpu))
		return false;
	if (!send_all(vcpu->socket, parts, 2) || !receive_all(vcpu->socket, answer, sizeof(*answer))) {
		leave(vcpu, strerror(errno));
		return false;
	}
	if (answer->how > INTERRUPTION || answer->cc > 3 || answer->zero) {
		leave(vcpu, strerror(EPROTO));
		return false;
	}
	return true;
}

/* Runs before each PCISTB. Where it returns, QEMU executes the instruction. */
static void before_pcistb(unsigned int index, void *data)
{
	const struct site *site = data;
	void *first = plugin.general[site->text[1] >> 4];
	struct block block = { .vcpu = index };
	struct answer answer;
	struct vcpu *vcpu;
	uint64_t psw;

	if (index >= plugin.max_vcpus || !atomic_load(&plugin.usable))
		return;
	vcpu = &plugin.vcpus[index];
	if (!read_register(vcpu, plugin.psw_mask, &psw) || psw & PSW_PROBLEM_STATE ||
	    (psw & PSW_SPACE_CONTROL) == PSW_ACCESS_REGISTERS)
		return;
	if (!read_register(vcpu, first, &block.request) ||
	    !read_register(vcpu, plugin.general[site->text[1] & 15], &block.offset) ||
	    !operand_address(vcpu, site->text, psw, &block.address))
		return;
	block.length = (uint32_t)(block.request & REQUEST_LENGTH);
	if (block.length == 0 || block.length > MAX_BLOCK ||
	    !qemu_plugin_read_memory_vaddr(block.address, vcpu->data, block.length) || vcpu->data->length != block.length)
		return;
	if (!ask(vcpu, &block, &answer) || answer.how == NOT_SERVED)
		return;
	if (answer.how == INTERRUPTION) {
		/* QEMU's own check of the length is what interrupts the program. It must not take the block for a good one. */
		write_register(vcpu, first, block.request & ~REQUEST_LENGTH);
		return;
	}
	if (answer.cc == 1) {
		block.request &= ~(0xffull << REQUEST_STATUS_SHIFT);
		block.request |= (uint64_t)answer.status << REQUEST_STATUS_SHIFT;
		write_register(vcpu, first, block.request);
	}
	/* QEMU keeps the condition code apart, and sets it from the mask that is written. */
	psw = (psw & ~(3ull << PSW_CC_SHIFT)) | (uint64_t)answer.cc << PSW_CC_SHIFT;
	write_register(vcpu, plugin.psw_mask, psw);
	qemu_plugin_set_pc(wrapped(site->address + PCISTB_LENGTH, psw));
}

/* --- finding them */

static struct site *site_of(uint64_t address, const uint8_t *text)
{
	struct site *found = NULL;

	pthread_mutex_lock(&plugin.lock);
	for (unsigned int i = 0; i < plugin.sites && !found; i++)
		if (plugin.site[i].address == address && memcmp(plugin.site[i].text, text, PCISTB_LENGTH) == 0)
			found = &plugin.site[i];
	if (!found && plugin.sites < SITES) {
		found = &plugin.site[plugin.sites++];
		found->address = address;
		memcpy(found->text, text, PCISTB_LENGTH);
		if (plugin.sites == SITES)
			say("too many PCISTB in this guest", "further ones are left to QEMU");
	}
	pthread_mutex_unlock(&plugin.lock);
	return found;
}

static void translated(void *block, void *data)
{
	size_t count = qemu_plugin_tb_n_insns(block);

	(void)data;
	for (size_t i = 0; i < count; i++) {
		void *insn = qemu_plugin_tb_get_insn(block, i);
		uint8_t text[PCISTB_LENGTH];
		struct site *site;

		if (qemu_plugin_insn_size(insn) != PCISTB_LENGTH || qemu_plugin_insn_data(insn, text, sizeof(text)) != sizeof(text))
			continue;
		if (text[0] != 0xeb || text[5] != 0xd0)
			continue;
		site = site_of(qemu_plugin_insn_vaddr(insn), text);
		if (site)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, before_pcistb, CALLBACK_SETS_PC, site);
	}
}

/* --- setting up */

/* The number of a general register by its name, REGISTERS for the left half of the PSW, -1 for all others. */
static int register_number(const char *name)
{
	if (strcmp(name, "pswm") == 0)
		return REGISTERS;
	if (name[0] != 'r' || name[1] < '0' || name[1] > '9')
		return -1;
	if (!name[2])
		return name[1] - '0';
	return name[1] == '1' && name[2] >= '0' && name[2] <= '5' && !name[3] ? 10 + name[2] - '0' : -1;
}

/* The handles are the same for all vCPUs. One of them is NULL. */
static void find_registers(void)
{
	struct array *array = qemu_plugin_get_registers();
	struct register_descriptor *each = (struct register_descriptor *)(void *)array->data;
	unsigned int found = 0;

	for (unsigned int i = 0; i < array->length; i++) {
		int number = each[i].read_only ? -1 : register_number(each[i].name);

		if (number == REGISTERS)
			plugin.psw_mask = each[i].handle;
		else if (number >= 0)
			plugin.general[number] = each[i].handle;
		if (number >= 0)
			found |= 1u << number;
	}
	g_array_free(array, true);
	if (found == (1u << (REGISTERS + 1)) - 1)
		atomic_store(&plugin.usable, true);
	else
		say("this QEMU does not show r0 to r15 and pswm for writing", "PCISTB is left to it");
}

static void vcpu_comes(unsigned int index, void *data)
{
	(void)data;
	if (index >= plugin.max_vcpus)
		return;
	plugin.vcpus[index].socket = -1;
	plugin.vcpus[index].next_try = 0;
	plugin.vcpus[index].value = g_byte_array_sized_new(sizeof(uint64_t));
	plugin.vcpus[index].data = g_byte_array_sized_new(MAX_BLOCK);
	pthread_mutex_lock(&plugin.lock);
	if (!plugin.searched) {
		plugin.searched = true;
		find_registers();
	}
	pthread_mutex_unlock(&plugin.lock);
}

static void vcpu_goes(unsigned int index, void *data)
{
	struct vcpu *vcpu;

	(void)data;
	if (index >= plugin.max_vcpus)
		return;
	vcpu = &plugin.vcpus[index];
	if (vcpu->socket >= 0)
		close(vcpu->socket);
	vcpu->socket = -1;
	g_byte_array_free(vcpu->value, true);
	g_byte_array_free(vcpu->data, true);
}

static bool take_socket(const char *path)
{
	size_t length = strlen(path);

	if (!length || length >= sizeof(plugin.server.sun_path)) {
		say("socket: a path of 1 to 107 bytes was expected", path);
		return false;
	}
	plugin.server.sun_family = AF_UNIX;
	memcpy(plugin.server.sun_path, path, length + 1);
	return true;
}

int qemu_plugin_install(uint64_t id, const struct qemu_info *info, int argc, char **argv)
{
	if (strcmp(info->target, "s390x") != 0 || !info->system) {
		say("only qemu-system-s390x has PCISTB, this is for", info->target);
		return -1;
	}
	for (int i = 0; i < argc; i++) {
		if (strncmp(argv[i], "socket=", 7) != 0) {
			say("socket=PATH was expected, not", argv[i]);
			return -1;
		}
		if (!take_socket(argv[i] + 7))
			return -1;
	}
	if (!plugin.server.sun_family) {
		say("socket=PATH is missing", "");
		return -1;
	}
	plugin.max_vcpus = info->max_vcpus > 0 ? (unsigned int)info->max_vcpus : 1;
	plugin.vcpus = calloc(plugin.max_vcpus, sizeof(*plugin.vcpus));
	if (!plugin.vcpus) {
		say("no memory", "");
		return -1;
	}
	qemu_plugin_register_vcpu_init_cb(id, vcpu_comes, NULL);
	qemu_plugin_register_vcpu_exit_cb(id, vcpu_goes, NULL);
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated, NULL);
	return 0;
}
