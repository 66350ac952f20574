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
	u64 data[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	int rc = 0;

	while (calls--)
		rc |= __zpci_store_block(data, req, offset);
	return rc;
}
