/*
 * The other side of the comparison: a device with one BAR of memory, served by libvfio-user. What a write costs beyond the protocol is
 * one memcpy. Built by io.zpci.bench.ServerProcess against the library that the person names.
 *
 *   round_trip_server SOCKET BYTES
 *
 * Serves one client and ends with it: 0, or 1 with a line on standard error.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "libvfio-user.h"

static char *memory;

static ssize_t access_memory(vfu_ctx_t *context, char *bytes, size_t count, loff_t offset, bool write)
{
	(void)context;
	if (write)
		memcpy(memory + offset, bytes, count);
	else
		memcpy(bytes, memory + offset, count);
	return (ssize_t)count;
}

static int fail(const char *what)
{
	fprintf(stderr, "round_trip_server: %s: %s\n", what, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "round_trip_server: SOCKET and BYTES were expected\n");
		return 1;
	}
	size_t size = strtoul(argv[2], NULL, 0);
	memory = calloc(1, size);
	if (memory == NULL)
		return fail("memory");
	vfu_ctx_t *context = vfu_create_ctx(VFU_TRANS_SOCK, argv[1], 0, NULL, VFU_DEV_TYPE_PCI);
	if (context == NULL)
		return fail("vfu_create_ctx");
	if (vfu_pci_init(context, VFU_PCI_TYPE_CONVENTIONAL, PCI_HEADER_TYPE_NORMAL, 0) < 0)
		return fail("vfu_pci_init");
	if (vfu_setup_region(context, VFU_PCI_DEV_BAR0_REGION_IDX, size, access_memory,
			     VFU_REGION_FLAG_RW | VFU_REGION_FLAG_MEM, NULL, 0, -1, 0) < 0)
		return fail("vfu_setup_region");
	if (vfu_realize_ctx(context) < 0)
		return fail("vfu_realize_ctx");
	if (vfu_attach_ctx(context) < 0)
		return fail("vfu_attach_ctx");
	int answer;
	do {
		answer = vfu_run_ctx(context);
	} while (answer >= 0 || errno == EINTR);
	int ended = errno;
	vfu_destroy_ctx(context);
	if (ended != ENOTCONN) {
		errno = ended;
		return fail("vfu_run_ctx");
	}
	return 0;
}
