/*
 * vfio-access: reads and writes regions of a PCI device through vfio, as a list on standard input says, and prints what came of each.
 *
 *   vfio-access [-m REGION:OFFSET] DEVICE
 *
 * DEVICE is a name as in /sys/bus/pci/devices, bound to a vfio driver; its group is opened in a type 1 container. One operation a line:
 *
 *   r REGION OFFSET LENGTH    a pread of a region
 *   w REGION OFFSET LENGTH    a pwrite; byte i is (0x10 + i) mod 256
 *   i INDEX COUNT             eventfds on the first COUNT vectors of an interrupt index
 *   d INDEX                   no vectors of that index
 *   s                         VFIO_DEVICE_RESET
 *
 * Each prints `OP number operation -> result errno`, a read also the first 256 bytes. With -m, before each operation its number is written
 * as four bytes, most significant first, to that place, and 0 after the last one: whoever records the device's side sees where each one
 * begins and ends.
 */
#define _GNU_SOURCE
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <linux/vfio.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define MOST_BYTES (1u << 16)
#define MOST_VECTORS 64
#define REGIONS 9
#define COMMAND 4 /* of config space; bits 1 and 2: memory space and bus master */

static uint64_t region_offset[REGIONS];
static unsigned char bytes[MOST_BYTES];
static int device;

static int failed(const char *what)
{
	fprintf(stderr, "vfio-access: %s: %s\n", what, strerror(errno));
	return -1;
}

static int open_group(const char *name)
{
	char path[PATH_MAX], target[PATH_MAX];
	ssize_t length;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/iommu_group", name);
	length = readlink(path, target, sizeof(target) - 1);
	if (length < 0)
		return failed(path);
	target[length] = 0;
	snprintf(path, sizeof(path), "/dev/vfio/%s", basename(target));
	int group = open(path, O_RDWR);

	return group < 0 ? failed(path) : group;
}

static int open_device(const char *name)
{
	struct vfio_device_info info = { .argsz = sizeof(info) };
	int container = open("/dev/vfio/vfio", O_RDWR), group = open_group(name);

	if (container < 0)
		return failed("/dev/vfio/vfio");
	if (group < 0)
		return -1;
	if (ioctl(group, VFIO_GROUP_SET_CONTAINER, &container) || ioctl(container, VFIO_SET_IOMMU, VFIO_TYPE1v2_IOMMU))
		return failed("container");
	device = ioctl(group, VFIO_GROUP_GET_DEVICE_FD, name);
	if (device < 0 || ioctl(device, VFIO_DEVICE_GET_INFO, &info))
		return failed(name);
	printf("DEVICE flags %#x regions %u irqs %u\n", info.flags, info.num_regions, info.num_irqs);
	for (unsigned int i = 0; i < REGIONS && i < info.num_regions; i++) {
		struct vfio_region_info region = { .argsz = sizeof(region), .index = i };

		if (ioctl(device, VFIO_DEVICE_GET_REGION_INFO, &region)) {
			printf("REGION %u errno %d\n", i, errno);
			continue;
		}
		region_offset[i] = region.offset;
		printf("REGION %u flags %#x size %#llx\n", i, region.flags, (unsigned long long)region.size);
	}
	for (unsigned int i = 0; i < info.num_irqs; i++) {
		struct vfio_irq_info irq = { .argsz = sizeof(irq), .index = i };

		if (!ioctl(device, VFIO_DEVICE_GET_IRQ_INFO, &irq))
			printf("IRQ %u flags %#x count %u\n", i, irq.flags, irq.count);
	}
	return 0;
}

static int enable(void)
{
	uint64_t at = region_offset[VFIO_PCI_CONFIG_REGION_INDEX] + COMMAND;
	uint16_t command;

	if (pread(device, &command, 2, at) != 2)
		return failed("command register");
	command = htole16(le16toh(command) | 6);
	return pwrite(device, &command, 2, at) == 2 ? 0 : failed("command register");
}

static int vectors(uint32_t index, uint32_t count)
{
	struct {
		struct vfio_irq_set set;
		int32_t descriptors[MOST_VECTORS];
	} irqs = {
		.set = {
			.argsz = sizeof(irqs.set) + 4 * count,
			.flags = VFIO_IRQ_SET_ACTION_TRIGGER | (count ? VFIO_IRQ_SET_DATA_EVENTFD : VFIO_IRQ_SET_DATA_NONE),
			.index = index,
			.count = count,
		},
	};

	for (uint32_t i = 0; i < count; i++)
		irqs.descriptors[i] = eventfd(0, EFD_NONBLOCK);
	int result = ioctl(device, VFIO_DEVICE_SET_IRQS, &irqs), why = errno;

	/* The kernel keeps its own references. */
	for (uint32_t i = 0; i < count; i++)
		close(irqs.descriptors[i]);
	errno = why;
	return result;
}

static int mark(unsigned int region, uint64_t offset, uint32_t number)
{
	number = htobe32(number);
	if (region >= REGIONS || pwrite(device, &number, 4, region_offset[region] + offset) == 4)
		return 0;
	return failed("mark");
}

static void run(unsigned int number, const char *line)
{
	unsigned long long region = 0, offset = 0, length = 0;
	char operation = line[0];
	long result = -1;

	sscanf(line + 1, "%lli %lli %lli", (long long *)&region, (long long *)&offset, (long long *)&length);
	errno = 0;
	if (region >= REGIONS || length > MOST_BYTES || ((operation == 'i') && offset > MOST_VECTORS))
		errno = E2BIG;
	else if (operation == 'r')
		result = pread(device, bytes, length, region_offset[region] + offset);
	else if (operation == 'w') {
		for (unsigned int i = 0; i < length; i++)
			bytes[i] = 0x10 + i;
		result = pwrite(device, bytes, length, region_offset[region] + offset);
	} else if (operation == 'i' || operation == 'd')
		result = vectors(region, operation == 'i' ? offset : 0);
	else if (operation == 's')
		result = ioctl(device, VFIO_DEVICE_RESET);
	else
		errno = EINVAL;
	printf("OP %u %s -> %ld %d", number, line, result, result < 0 ? errno : 0);
	if (operation == 'r' && result > 0) {
		printf(" ");
		for (long i = 0; i < result && i < 256; i++)
			printf("%02x", bytes[i]);
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	unsigned int mark_region = REGIONS;
	unsigned long long mark_offset = 0;
	unsigned int number = 0;
	char line[128];

	if (argc == 4 && !strcmp(argv[1], "-m") && sscanf(argv[2], "%u:%lli", &mark_region, (long long *)&mark_offset) == 2) {
		argv += 2;
		argc -= 2;
	}
	if (argc != 2) {
		fprintf(stderr, "vfio-access: see the first lines of vfio-access.c\n");
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (open_device(argv[1]) || enable())
		return 1;
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		if (!line[0] || line[0] == '#')
			continue;
		number++;
		if (mark(mark_region, mark_offset, number))
			return 1;
		run(number, line);
	}
	printf("OPS %u\n", number);
	return mark(mark_region, mark_offset, 0) ? 1 : 0;
}
