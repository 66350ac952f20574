/* SPDX-License-Identifier: Apache-2.0 */
/* Each call of the header by itself, with memory of every kind. */
#define pr_fmt(fmt) "calls: " fmt

#include <pthread.h>
#include <stdlib.h>

#include "zpci_driver.h"

static u64 own_data[8];
static const u64 own_constant[8] = { 1, 2, 3 };
static u8 own_bss[64 << 10];
static spinlock_t own_lock;
static u32 counter;

struct split {
	u64 eight;
	u32 four;
	u16 two;
	u8 one;
	u8 top : 1;
	u8 rest : 7;
};

#define EXPORT(type, name, ...) \
	type name(__VA_ARGS__); \
	type name(__VA_ARGS__)

EXPORT(u32, next_count, void)
{
	return ++counter;
}

EXPORT(u32, handle, struct pci_dev *pdev)
{
	return to_zpci(pdev)->fh;
}

EXPORT(u64, describe, struct pci_dev *pdev, int what)
{
	switch (what) {
	case 0: return to_zpci(pdev)->fid;
	case 1: return to_zpci(pdev)->uid;
	case 2: return to_zpci(pdev)->pchid;
	case 3: return to_zpci(pdev)->maxstbl;
	case 4: return to_zpci(pdev)->pft;
	case 5: return pdev->vendor;
	case 6: return pdev->device;
	case 7: return pci_resource_len(pdev, 0);
	case 8: return pci_resource_len(pdev, 2);
	default: return to_pci_dev(&pdev->dev) == pdev;
	}
}

EXPORT(int, load, u64 *data, u64 req, u64 offset)
{
	return __zpci_load(data, req, offset);
}

EXPORT(u64, load_value, u64 req, u64 offset)
{
	u64 image = 0;

	return __zpci_load(&image, req, offset) ? 0 : be64_to_cpu(image);
}

EXPORT(int, load_constant, u64 req)
{
	return __zpci_load((u64 *)own_constant, req, 0);
}

EXPORT(int, load_own, u64 req, u64 offset)
{
	return __zpci_load(&own_data[1], req, offset);
}

EXPORT(u64, own, int at)
{
	return be64_to_cpu(own_data[at]);
}

EXPORT(u64, load_struct, u64 req, u64 offset)
{
	struct split split;

	memset(&split, 0, sizeof(split));
	if (__zpci_load((u64 *)(void *)&split, req, offset))
		return 0;
	return split.eight;
}

EXPORT(int, store, u64 value, u64 req, u64 offset)
{
	return __zpci_store(value, req, offset);
}

EXPORT(int, store_block, const u64 *data, u64 req, u64 offset)
{
	return __zpci_store_block(data, req, offset);
}

EXPORT(int, store_stack, u64 req, u64 offset, unsigned int place)
{
	u8 bytes[8192] __aligned(4096);

	for (unsigned int i = 0; i < sizeof(bytes); i++)
		bytes[i] = (u8)(i * 3);
	return __zpci_store_block((const u64 *)(bytes + place), req, offset);
}

EXPORT(int, store_data, u64 req, u64 offset, bool constant)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(own_data); i++)
		own_data[i] = cpu_to_be64(i + 1);
	return __zpci_store_block(constant ? own_constant : own_data, req, offset);
}

EXPORT(int, store_struct, u64 req, u64 offset)
{
	struct split split = { 0x0102030405060708ULL, 0x11121314, 0x2122, 0x31, 1, 2 };

	return __zpci_store_block((const u64 *)(const void *)&split, req, offset);
}

EXPORT(int, store_heap, u64 req)
{
	u64 *heap = calloc(8, 8);
	int rc = __zpci_store_block(heap, req, 0);

	free(heap);
	return rc;
}

EXPORT(int, bad_then_good, u64 req)
{
	__zpci_store_block(NULL, req, 0);
	return __zpci_store(1, req, 0);
}

EXPORT(u32, read_after_bad, u64 req)
{
	void *memory;

	__zpci_store_block(NULL, req, 0);
	memory = kzalloc(64, GFP_KERNEL);
	if (!memory)
		return 1;
	kfree(memory);
	return ioread32(NULL);
}

EXPORT(void *, map_bar, struct pci_dev *pdev, int bar)
{
	return pci_iomap(pdev, bar, 0);
}

EXPORT(void, unmap_bar, struct pci_dev *pdev, void *addr)
{
	pci_iounmap(pdev, addr);
}

EXPORT(u64, read_io, void *addr, int width, bool big)
{
	switch (width) {
	case 1: return ioread8(addr);
	case 2: return big ? ioread16be(addr) : readw(addr);
	case 4: return big ? ioread32be(addr) : readl(addr);
	default: return big ? ioread64be(addr) : readq(addr);
	}
}

EXPORT(void, write_io, void *addr, int width, bool big, u64 value)
{
	switch (width) {
	case 1: iowrite8((u8)value, addr); break;
	case 2: if (big) iowrite16be((u16)value, addr); else writew((u16)value, addr); break;
	case 4: if (big) iowrite32be((u32)value, addr); else writel((u32)value, addr); break;
	default: if (big) iowrite64be(value, addr); else writeq(value, addr); break;
	}
}

EXPORT(int, zload, u64 *data, void *addr, u64 len)
{
	return zpci_load(data, addr, len);
}

EXPORT(int, zstore, void *addr, u64 value, u64 len)
{
	return zpci_store(addr, value, len);
}

EXPORT(int, zblock, void *dst, const void *src, u64 len)
{
	return zpci_write_block(dst, src, len);
}

EXPORT(int, copy_to, void *dst, const void *src, size_t count)
{
	return memcpy_toio(dst, src, count);
}

EXPORT(int, copy_from, void *dst, void *src, size_t count)
{
	return memcpy_fromio(dst, src, count);
}

/* There and back by way of .bss, from an odd place; what did not come back. */
EXPORT(int, copy_bss, void *addr, size_t count)
{
	int bad = 0;

	for (size_t i = 0; i < count; i++)
		own_bss[5 + i] = (u8)(i * 13);
	if (memcpy_toio(addr, own_bss + 5, count))
		return -1;
	memset(own_bss, 0, sizeof(own_bss));
	if (memcpy_fromio(own_bss + 9, addr, count))
		return -2;
	for (size_t i = 0; i < count; i++)
		bad += own_bss[9 + i] != (u8)(i * 13);
	return bad;
}

EXPORT(int, copy_past_bss, void *addr)
{
	return memcpy_toio(addr, own_bss + 1, sizeof(own_bss) + 4096);
}

EXPORT(int, fill, void *dst, int value, size_t count)
{
	return memset_io(dst, value, count);
}

EXPORT(u32, config, struct pci_dev *pdev, int where, int width)
{
	u8 byte;
	u16 word;
	u32 dword;

	switch (width) {
	case 1: return pci_read_config_byte(pdev, where, &byte) ? 0 : byte;
	case 2: return pci_read_config_word(pdev, where, &word) ? 0 : word;
	default: return pci_read_config_dword(pdev, where, &dword) ? 0 : dword;
	}
}

EXPORT(u32, command_bits, struct pci_dev *pdev)
{
	u16 command;

	pci_write_config_word(pdev, PCI_COMMAND, 0);
	if (pci_enable_device_mem(pdev))
		return 0;
	pci_set_master(pdev);
	pci_set_master(pdev);
	return pci_read_config_word(pdev, PCI_COMMAND, &command) ? 0 : command;
}

EXPORT(void *, take, size_t size, bool zero)
{
	return zero ? kzalloc(size, GFP_KERNEL) : kmalloc(size, GFP_KERNEL);
}

EXPORT(void *, take_array, size_t n, size_t size)
{
	return kcalloc(n, size, GFP_KERNEL);
}

EXPORT(void, give, void *p)
{
	kfree(p);
}

EXPORT(u64, page, void)
{
	unsigned long page = get_zeroed_page(GFP_KERNEL);
	u64 rest = offset_in_page(page) + ((u8 *)page)[4095];

	free_page(page);
	return rest;
}

EXPORT(void *, take_coherent, struct pci_dev *pdev, size_t size, dma_addr_t *handle)
{
	return dma_alloc_coherent(&pdev->dev, size, handle, GFP_KERNEL);
}

static dma_addr_t last_handle;

EXPORT(void *, coherent, struct pci_dev *pdev, size_t size)
{
	return dma_alloc_coherent(&pdev->dev, size, &last_handle, GFP_KERNEL);
}

EXPORT(u64, coherent_handle, void)
{
	return last_handle;
}

EXPORT(void, free_coherent, struct pci_dev *pdev, size_t size, void *p, u64 handle)
{
	dma_free_coherent(&pdev->dev, size, p, handle);
}

EXPORT(u64, map, struct pci_dev *pdev, void *p, size_t size, int dir)
{
	return dma_map_single(&pdev->dev, p, size, (enum dma_data_direction)dir);
}

EXPORT(u64, map_stack, struct pci_dev *pdev)
{
	u64 here[4];

	here[0] = 1;
	return dma_map_single(&pdev->dev, here, sizeof(here), DMA_TO_DEVICE);
}

EXPORT(bool, map_failed, struct pci_dev *pdev, u64 handle)
{
	return dma_mapping_error(&pdev->dev, handle) != 0;
}

EXPORT(void, unmap, struct pci_dev *pdev, u64 handle, size_t size, int dir)
{
	dma_unmap_single(&pdev->dev, handle, size, (enum dma_data_direction)dir);
}

static int seen_irq;
static u32 seen;

static irqreturn_t handler(int irq, void *data)
{
	seen_irq = irq;
	++*(u32 *)data;
	return IRQ_HANDLED;
}

static irqreturn_t bad_handler(int irq, void *data)
{
	(void)irq, (void)data;
	kfree(&seen);
	return IRQ_NONE;
}

EXPORT(int, ask_irq, struct pci_dev *pdev, int which)
{
	if (pci_alloc_irq_vectors(pdev, 1, 1, PCI_IRQ_MSI) != 1)
		return -ENOSPC;
	return request_irq((u32)pci_irq_vector(pdev, 0),
			   which == 0 ? handler : which == 1 ? bad_handler : (irq_handler_t)NULL, 0, "calls", &seen);
}

EXPORT(void, end_irq, struct pci_dev *pdev)
{
	free_irq((u32)pci_irq_vector(pdev, 0), &seen);
	pci_free_irq_vectors(pdev);
}

EXPORT(u32, seen_irqs, void)
{
	return seen;
}

EXPORT(void, wait_some, void)
{
	udelay(3);
	mdelay(2);
	ndelay(1500);
	usleep_range(10, 20);
}

EXPORT(void, say, struct pci_dev *pdev, int number)
{
	pr_err("number %d of %llu\n", number, (u64)7);
	pr_warn("warn\n");
	pr_info("info\n");
	pr_debug("debug\n");
	dev_err(&pdev->dev, "dev %s\n", "x");
	pci_info(pdev, "pci\n");
}

EXPORT(void, say_much, int lines)
{
	char text[2000];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = 0;
	for (int i = 0; i < lines; i++)
		pr_info("%d %s\n", i, text);
}

EXPORT(void, lock, int times)
{
	unsigned long flags;

	spin_lock_init(&own_lock);
	for (int i = 0; i < times; i++)
		spin_lock_irqsave(&own_lock, flags);
	spin_unlock_irqrestore(&own_lock, flags);
}

EXPORT(void, unlock_free, void)
{
	spin_lock_init(&own_lock);
	spin_unlock(&own_lock);
}

EXPORT(bool, try_lock, void)
{
	static DEFINE_MUTEX(mutex);
	bool both;

	mutex_lock(&mutex);
	both = !spin_trylock(&mutex.lock) && spin_is_locked(&mutex.lock);
	mutex_unlock(&mutex);
	both &= spin_trylock(&mutex.lock);
	mutex_unlock(&mutex);
	return both;
}

EXPORT(int, check, int what)
{
	if (what == 0)
		BUG_ON(what + 1 == 1);
	if (what == 1)
		return WARN_ON(what == 1);
	return WARN_ON(what == 1) ? 2 : 0;
}

EXPORT(u64, arithmetic, int what)
{
	switch (what) {
	case 0: return min(3u, 5u) + 10 * max(3, 7) + 1000 * min_t(u32, 9, 8);
	case 1: return round_up(5u, 4u) + 100 * roundup(7, 3) + 10000 * DIV_ROUND_UP(9, 4);
	case 2: return PAGE_ALIGN(4097UL) + offset_in_page(4099UL);
	case 3: return upper_32_bits(0x100000002ULL) * 10 + lower_32_bits(0x100000002ULL);
	case 4: return cpu_to_be16(0x0102) + ((u64)le32_to_cpu(0x01020304) << 16);
	default: return IS_ALIGNED(4096UL, 8) + (u64)round_down(7u, 4u) * 10 + BIT(3) * 100;
	}
}

EXPORT(s64, types, bool truth, s8 byte, s16 half, u16 unsigned_half, s32 word)
{
	return truth ? byte + half + unsigned_half + (s64)word : 0;
}

EXPORT(bool, negate, bool truth)
{
	return !truth;
}

EXPORT(s8, back_byte, s8 value)
{
	return value;
}

EXPORT(s16, back_half, s16 value)
{
	return value;
}

EXPORT(u16, back_unsigned_half, u16 value)
{
	return value;
}

EXPORT(void *, same, void *p)
{
	return p;
}

EXPORT(void *, stack_pointer, void)
{
	static volatile uintptr_t kept;
	int here = 1;

	kept = (uintptr_t)&here;
	return (void *)kept;
}

static void *other_thread(void *req)
{
	return (void *)(long)__zpci_store(1, *(u64 *)req, 0);
}

EXPORT(int, on_a_thread, u64 req)
{
	pthread_t thread;
	void *rc;

	if (pthread_create(&thread, NULL, other_thread, &req) || pthread_join(thread, &rc))
		return 1;
	return (int)(long)rc;
}

/* n blocks and n loads, half of the blocks from the stack. */
EXPORT(int, many, const u64 *block, u64 block_req, u64 at, u64 load_req, u64 n)
{
	u64 stack[8] = { 1, 2, 3, 4, 5, 6, 7, 8 };
	u64 value;
	int rc = 0;

	for (u64 i = 0; i < n && !rc; i++) {
		rc = __zpci_store_block(i & 1 ? stack : block, block_req, at);
		if (!rc)
			rc = __zpci_load(&value, load_req, 0);
	}
	return rc;
}

EXPORT(int, many_blocks, const u64 *block, u64 req, u64 at, u64 n)
{
	int rc = 0;

	for (u64 i = 0; i < n; i++)
		rc |= __zpci_store_block(block, req, at);
	return rc;
}

EXPORT(int, many_loads, u64 req, u64 n)
{
	u64 value;
	int rc = 0;

	for (u64 i = 0; i < n; i++)
		rc |= __zpci_load(&value, req, 0);
	return rc;
}
