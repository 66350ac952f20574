#include "zpci_driver.h"

u64 read_gid(struct pci_dev *pdev);

u64 read_gid(struct pci_dev *pdev)
{
	u64 req = ZPCI_CREATE_REQ(to_zpci(pdev)->fh, 2, 8);
	u64 word = cpu_to_be64(0x0000000300000008);

	if (__zpci_store_block(&word, req, 0) || __zpci_load(&word, req, 8))
		return 0;
	return be64_to_cpu(word);
}
