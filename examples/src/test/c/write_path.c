/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The write path of an ISM driver, as kernel code: a command function, and a move that cuts at 4 KiB. It says which members are
 * big-endian, so that clang compiles it too; with GCC alone a struct of plain u32 and u64 would do.
 */
#define ZPCI_HOST_ORDER
#include "zpci_driver.h"

#define COMMAND_SPACE 2
#define MOVE_SPACE 0
#define NO_ANSWER 0xffff

struct command_header {
	__be32 code;
	__be16 ret;
	__be16 len;
};

struct gid_answer {
	struct command_header header;
	__be64 gid;
};

struct dmb_request {
	struct command_header header;
	__be64 address;
	__be32 len;
	__be32 index;
	__be32 vlan_valid;
	__be32 vlan;
	__be64 rgid;
};

union dmb_command {
	struct dmb_request request;
	struct gid_answer answer;
} __aligned(32);

int read_gid(struct pci_dev *pdev);
int register_dmb(struct pci_dev *pdev, u32 len, u64 rgid);
u64 last_answer(void);
int move(struct pci_dev *pdev, u64 token, u32 offset, const void *data, u32 size);

static DEFINE_SPINLOCK(command_lock);
static u64 answered;

static int store(struct pci_dev *pdev, u8 space, u64 offset, const void *data, u32 len)
{
	return __zpci_store_block(data, ZPCI_CREATE_REQ(to_zpci(pdev)->fh, space, len), offset);
}

static int load(struct pci_dev *pdev, u64 offset, u64 *data)
{
	return __zpci_load(data, ZPCI_CREATE_REQ(to_zpci(pdev)->fh, COMMAND_SPACE, 8), offset);
}

/* The payload first: the header runs the command. Then the answer, which lies over the request. */
static int command(struct pci_dev *pdev, struct command_header *header, void *payload, unsigned int answer)
{
	u16 len = be16_to_cpu(header->len);
	unsigned long flags;
	int rc = 0;

	spin_lock_irqsave(&command_lock, flags);
	if (len > sizeof(*header))
		rc = store(pdev, COMMAND_SPACE, sizeof(*header), payload, len - sizeof(*header));
	if (!rc)
		rc = store(pdev, COMMAND_SPACE, 0, header, sizeof(*header));
	header->ret = cpu_to_be16(NO_ANSWER);
	if (!rc)
		rc = load(pdev, 0, (u64 *)header);
	if (!rc && header->ret)
		rc = -EIO;
	for (unsigned int at = 0; !rc && at < answer; at += 8)
		rc = load(pdev, sizeof(*header) + at, (u64 *)payload + at / 8);
	spin_unlock_irqrestore(&command_lock, flags);
	return rc;
}

int read_gid(struct pci_dev *pdev)
{
	struct gid_answer gid = { .header = { .code = cpu_to_be32(0x03), .len = cpu_to_be16(sizeof(struct command_header)) } };
	int rc = command(pdev, &gid.header, &gid.header + 1, 8);

	answered = be64_to_cpu(gid.gid);
	return rc;
}

int register_dmb(struct pci_dev *pdev, u32 len, u64 rgid)
{
	union dmb_command dmb = { .request = { .header = { .code = cpu_to_be32(0x0a), .len = cpu_to_be16(sizeof(struct dmb_request)) } } };
	dma_addr_t handle;
	void *buffer = dma_alloc_coherent(&pdev->dev, len, &handle, GFP_KERNEL);
	int rc;

	if (!buffer)
		return -ENOMEM;
	dmb.request.address = cpu_to_be64(handle);
	dmb.request.len = cpu_to_be32(len);
	dmb.request.index = cpu_to_be32(32);
	dmb.request.rgid = cpu_to_be64(rgid);
	rc = command(pdev, &dmb.request.header, &dmb.request.header + 1, 8);
	if (rc)
		dma_free_coherent(&pdev->dev, len, buffer, handle);
	else
		answered = be64_to_cpu(dmb.answer.gid);
	return rc;
}

/* What the last command answered: a GID, a token. */
u64 last_answer(void)
{
	return answered;
}

/* No piece crosses 4 KiB of the DMB, and only the last one signals. */
int move(struct pci_dev *pdev, u64 token, u32 offset, const void *data, u32 size)
{
	int rc = 0;

	while (!rc && size) {
		u32 piece = min_t(u32, size, PAGE_SIZE - offset_in_page((unsigned long)offset));
		u64 signal = piece == size ? BIT_ULL(23) : 0;

		rc = store(pdev, MOVE_SPACE, token | signal | offset, data, piece);
		data = (const u8 *)data + piece;
		offset += piece;
		size -= piece;
	}
	return rc;
}
