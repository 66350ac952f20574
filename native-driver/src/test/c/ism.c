/* SPDX-License-Identifier: Apache-2.0 */
/* An ISM driver as kernel code is written, as far as its write path goes: commands, a DMB, moves. Source: spec ism 2 to 6. */
#define pr_fmt(fmt) "ism: " fmt

#include "zpci_driver.h"

#define ISM_COMMANDS 2
#define ISM_MOVES 0
#define ISM_NO_ANSWER 0xffff
#define ISM_QUEUE_BYTES 512

enum ism_code {
	ISM_REG_SBA = 0x01,
	ISM_REG_IEQ = 0x02,
	ISM_READ_GID = 0x03,
	ISM_REG_DMB = 0x0a,
	ISM_UNREG_DMB = 0x0b,
	ISM_UNREG_SBA = 0x11,
	ISM_UNREG_IEQ = 0x12,
};

struct ism_head {
	u32 code;
	u16 ret;
	u16 len;
};

union ism_simple {
	struct {
		struct ism_head head;
		u64 operand[2];
	} ask;
	struct {
		struct ism_head head;
		u64 value;
	} answer;
} __aligned(16);

union ism_dmb_command {
	struct {
		struct ism_head head;
		u64 address;
		u32 len;
		u32 index;
		u32 vlan_valid;
		u32 vlan;
		u64 rgid;
	} ask;
	struct {
		struct ism_head head;
		u64 token;
	} answer;
} __aligned(32);

struct ism_bits {
	u32 summary : 1;
	u32 event : 1;
	u32 : 30;
	u32 dmb[60];
	u8 reserved[12];
	u16 mask[1920];
};

struct ism {
	struct pci_dev *pdev;
	spinlock_t lock;
	struct ism_bits *bits;
	void *queue;
	void *dmb;
	dma_addr_t bits_handle;
	dma_addr_t queue_handle;
	dma_addr_t dmb_handle;
	size_t dmb_len;
	u64 token;
	u64 gid;
	u32 interrupts;
};

static int ism_put(struct ism *ism, u64 offset, const void *data, unsigned int len)
{
	u64 req = ZPCI_CREATE_REQ(to_zpci(ism->pdev)->fh, ISM_COMMANDS, len);

	return __zpci_store_block(data, req, offset);
}

static void ism_get(struct ism *ism, u64 offset, void *data, unsigned int len)
{
	u64 req = ZPCI_CREATE_REQ(to_zpci(ism->pdev)->fh, ISM_COMMANDS, 8);
	u64 *to = data;

	for (; len; len -= 8, offset += 8)
		(void)__zpci_load(to++, req, offset);
}

/* Payload, then the header, which runs the command; then the answer. Whoever gets no answer finds what was put there before. */
static int ism_command(struct ism *ism, void *command)
{
	struct ism_head *head = command;
	unsigned long flags;
	int ret;

	spin_lock_irqsave(&ism->lock, flags);
	if (head->len > sizeof(*head))
		ism_put(ism, sizeof(*head), head + 1, head->len - sizeof(*head));
	ism_put(ism, 0, head, sizeof(*head));

	WRITE_ONCE(head->ret, ISM_NO_ANSWER);
	ism_get(ism, 0, head, sizeof(*head));
	ret = head->ret;
	if (!ret)
		ism_get(ism, sizeof(*head), head + 1, head->len - sizeof(*head));
	spin_unlock_irqrestore(&ism->lock, flags);
	return ret;
}

static int ism_simple(struct ism *ism, enum ism_code code, unsigned int operands, u64 one, u64 two, u64 *value)
{
	union ism_simple command;
	int ret;

	memset(&command, 0, sizeof(command));
	command.ask.head.code = code;
	command.ask.head.len = sizeof(struct ism_head) + 8 * operands;
	command.ask.operand[0] = one;
	command.ask.operand[1] = two;
	ret = ism_command(ism, &command);
	if (ret)
		pr_err("command %d: ret %#x\n", code, ret);
	else if (value)
		*value = command.answer.value;
	return ret ? -EIO : 0;
}

static irqreturn_t ism_interrupt(int irq, void *data)
{
	struct ism *ism = data;

	(void)irq;
	ism->bits->summary = 0;
	ism->interrupts++;
	return IRQ_HANDLED;
}

int ism_probe(struct pci_dev *pdev);
void ism_remove(struct pci_dev *pdev);
u64 ism_gid(struct pci_dev *pdev);
u32 ism_interrupts(struct pci_dev *pdev);
int ism_register_dmb(struct pci_dev *pdev, u32 len, u64 rgid);
u64 ism_token(struct pci_dev *pdev);
int ism_move(struct pci_dev *pdev, u64 token, unsigned int index, bool signal, unsigned int offset, void *data, unsigned int size);

int ism_probe(struct pci_dev *pdev)
{
	struct ism *ism = kzalloc(sizeof(*ism), GFP_KERNEL);
	dma_addr_t handle;
	u64 gid;
	int rc = -ENOMEM;

	if (!ism)
		return rc;
	ism->pdev = pdev;
	spin_lock_init(&ism->lock);
	pci_set_drvdata(pdev, ism);

	ism->bits = dma_alloc_coherent(&pdev->dev, PAGE_SIZE, &handle, GFP_KERNEL);
	if (!ism->bits)
		goto no_bits;
	ism->bits_handle = handle;
	ism->queue = dma_alloc_coherent(&pdev->dev, PAGE_SIZE, &handle, GFP_KERNEL);
	if (!ism->queue)
		goto no_queue;
	ism->queue_handle = handle;

	rc = request_irq(pci_irq_vector(pdev, 0), ism_interrupt, 0, "ism", ism);
	if (rc)
		goto no_irq;
	rc = ism_simple(ism, ISM_REG_SBA, 1, ism->bits_handle, 0, NULL);
	if (rc)
		goto no_sba;
	rc = ism_simple(ism, ISM_REG_IEQ, 2, ism->queue_handle, ISM_QUEUE_BYTES, NULL);
	if (rc)
		goto no_ieq;
	rc = ism_simple(ism, ISM_READ_GID, 0, 0, 0, &gid);
	if (rc)
		goto no_gid;
	ism->gid = gid;
	return 0;

no_gid:
	ism_simple(ism, ISM_UNREG_IEQ, 0, 0, 0, NULL);
no_ieq:
	ism_simple(ism, ISM_UNREG_SBA, 0, 0, 0, NULL);
no_sba:
	free_irq(pci_irq_vector(pdev, 0), ism);
no_irq:
	dma_free_coherent(&pdev->dev, PAGE_SIZE, ism->queue, ism->queue_handle);
no_queue:
	dma_free_coherent(&pdev->dev, PAGE_SIZE, ism->bits, ism->bits_handle);
no_bits:
	kfree(ism);
	pci_set_drvdata(pdev, NULL);
	return rc;
}

void ism_remove(struct pci_dev *pdev)
{
	struct ism *ism = pci_get_drvdata(pdev);

	if (ism->dmb) {
		ism_simple(ism, ISM_UNREG_DMB, 1, ism->token, 0, NULL);
		dma_unmap_single(&pdev->dev, ism->dmb_handle, ism->dmb_len, DMA_FROM_DEVICE);
		kfree(ism->dmb);
	}
	ism_simple(ism, ISM_UNREG_IEQ, 0, 0, 0, NULL);
	ism_simple(ism, ISM_UNREG_SBA, 0, 0, 0, NULL);
	free_irq(pci_irq_vector(pdev, 0), ism);
	dma_free_coherent(&pdev->dev, PAGE_SIZE, ism->queue, ism->queue_handle);
	dma_free_coherent(&pdev->dev, PAGE_SIZE, ism->bits, ism->bits_handle);
	kfree(ism);
	pci_set_drvdata(pdev, NULL);
}

u64 ism_gid(struct pci_dev *pdev)
{
	struct ism *ism = pci_get_drvdata(pdev);

	return ism->gid;
}

u32 ism_interrupts(struct pci_dev *pdev)
{
	struct ism *ism = pci_get_drvdata(pdev);

	return ism->interrupts;
}

u64 ism_token(struct pci_dev *pdev)
{
	struct ism *ism = pci_get_drvdata(pdev);

	return ism->token;
}

int ism_register_dmb(struct pci_dev *pdev, u32 len, u64 rgid)
{
	struct ism *ism = pci_get_drvdata(pdev);
	union ism_dmb_command command;
	dma_addr_t handle;
	int rc;

	ism->dmb = kmalloc(len, GFP_KERNEL);
	if (!ism->dmb)
		return -ENOMEM;
	handle = dma_map_single(&pdev->dev, ism->dmb, len, DMA_FROM_DEVICE);
	if (dma_mapping_error(&pdev->dev, handle)) {
		kfree(ism->dmb);
		ism->dmb = NULL;
		return -ENOMEM;
	}
	ism->dmb_handle = handle;
	ism->dmb_len = len;

	memset(&command, 0, sizeof(command));
	command.ask.head.code = ISM_REG_DMB;
	command.ask.head.len = sizeof(command.ask);
	command.ask.address = handle;
	command.ask.len = len;
	command.ask.index = 32;
	command.ask.rgid = rgid;
	rc = ism_command(ism, &command);
	if (rc) {
		dma_unmap_single(&pdev->dev, handle, len, DMA_FROM_DEVICE);
		kfree(ism->dmb);
		ism->dmb = NULL;
		return -EIO;
	}
	ism->token = command.answer.token;
	return 0;
}

/* No piece crosses 4 KiB of the DMB, and the last one signals. */
int ism_move(struct pci_dev *pdev, u64 token, unsigned int index, bool signal, unsigned int offset, void *data, unsigned int size)
{
	struct ism *ism = pci_get_drvdata(pdev);

	while (size) {
		unsigned int piece = min(size, (unsigned int)(PAGE_SIZE - offset_in_page((unsigned long)offset)));
		u64 req = ZPCI_CREATE_REQ(to_zpci(ism->pdev)->fh, ISM_MOVES, piece);
		u64 at = token | (u64)index << 24 | (u64)(signal && piece == size) << 23 | offset;
		int rc = __zpci_store_block(data, req, at);

		if (rc)
			return rc;
		data = (u8 *)data + piece;
		offset += piece;
		size -= piece;
	}
	return 0;
}
