/* SPDX-License-Identifier: Apache-2.0 */
/* A command with a planted bug, and without: the header must come last. */
#include "zpci_driver.h"

struct command_header {
	u32 code;
	u16 ret;
	u16 len;
};

struct add_vlan_payload {
	u64 vlan;
};

struct add_vlan {
	struct command_header header;
	struct add_vlan_payload payload;
} __aligned(16);

int planted(struct pci_dev *pdev, u64 vlan);
int repaired(struct pci_dev *pdev, u64 vlan);

static int store(struct pci_dev *pdev, u64 offset, const void *data)
{
	return __zpci_store_block(data, ZPCI_CREATE_REQ(to_zpci(pdev)->fh, 2, 8), offset);
}

int planted(struct pci_dev *pdev, u64 vlan)
{
	struct add_vlan request = { { .code = 4, .len = sizeof(request) }, { .vlan = vlan } };
	int rc = store(pdev, 0, &request.header);

	return rc ? rc : store(pdev, 8, &request.payload);
}

int repaired(struct pci_dev *pdev, u64 vlan)
{
	struct add_vlan request = { { .code = 4, .len = sizeof(request) }, { .vlan = vlan } };
	int rc = store(pdev, 8, &request.payload);

	return rc ? rc : store(pdev, 0, &request.header);
}
