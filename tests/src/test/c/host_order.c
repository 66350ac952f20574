#define ZPCI_HOST_ORDER
#include "zpci_driver.h"

struct command {
	__be32 code;
	__be16 ret;
	__be16 len;
	__be64 gid;
};

u64 read_gid(struct pci_dev *pdev);

u64 read_gid(struct pci_dev *pdev)
{
	struct command command = { .code = cpu_to_be32(3), .len = cpu_to_be16(8) };
	u64 req = ZPCI_CREATE_REQ(to_zpci(pdev)->fh, 2, 8);

	if (__zpci_store_block((u64 *)&command, req, 0) || __zpci_load(&command.gid, req, 8))
		return 0;
	return be64_to_cpu(command.gid);
}
