#include "zpci_driver.h"

struct command {
	u32 code;
	u16 ret;
	u16 len;
	u64 gid;
};

u64 read_gid(struct pci_dev *pdev);

/* READ_GID has no payload: the header is all of it, and runs it. */
u64 read_gid(struct pci_dev *pdev)
{
	struct command command = { .code = 3, .len = 8 };
	u64 req = ZPCI_CREATE_REQ(to_zpci(pdev)->fh, 2, 8);
	u64 *words = (u64 *)(void *)&command;

	if (__zpci_store_block(words, req, 0)) {
		pr_err("the header is refused\n");
		return 0;
	}
	__zpci_load(words, req, 0);
	__zpci_load(words + 1, req, 8);
	return command.ret ? 0 : command.gid;
}
