/* SPDX-License-Identifier: Apache-2.0 */
/* What UpcallBenchmark calls: the same calls as its loops in Java. */
#include "zpci_driver.h"

int upcalls_load(u64 req, u64 offset, u32 calls);
int upcalls_block(const u64 *data, u64 req, u64 offset, u32 calls);
int upcalls_stack_block(u64 req, u64 offset, u32 calls);

int upcalls_load(u64 req, u64 offset, u32 calls)
{
	u64 value;
	int rc = 0;

	while (calls--)
		rc |= __zpci_load(&value, req, offset);
	return rc;
}

int upcalls_block(const u64 *data, u64 req, u64 offset, u32 calls)
{
	int rc = 0;

	while (calls--)
		rc |= __zpci_store_block(data, req, offset);
	return rc;
}

int upcalls_stack_block(u64 req, u64 offset, u32 calls)
{
	u8 bytes[64] __attribute__((aligned(8)));
	int rc = 0;

	/* As io.zpci.bench.Contents fills a source. */
	for (u32 i = 0; i < sizeof(bytes); i++)
		bytes[i] = (u8)(i + 1);
	while (calls--)
		rc |= __zpci_store_block((const u64 *)bytes, req, offset);
	return rc;
}
