/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a PCI driver of s390 Linux finds in the kernel, for a driver that is compiled to a shared library and runs on the zpci model. The
 * names are the kernel's; the text is our own. Nothing here runs by itself: every call goes to the model through zpci_driver_calls, which
 * NativeDriver.load fills in.
 *
 * Include it last. With GCC every struct and union that is declared after it is big-endian, as on s390, and a libc header that comes later
 * would be too. See docs/c-drivers.md for this and for the pointers that calls take.
 *
 * Compiles with GCC 6 or later and with clang, as gnu11, for 64 bits.
 */
#ifndef ZPCI_DRIVER_H
#define ZPCI_DRIVER_H

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

_Static_assert(sizeof(long) == 8 && sizeof(void *) == 8, "zpci_driver.h is for 64 bits");

/* --- words */

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef long long s64;
typedef u8 __u8;
typedef u16 __u16;
typedef u32 __u32;
typedef u64 __u64;

typedef u64 dma_addr_t;
typedef u64 phys_addr_t;
typedef u64 resource_size_t;
typedef unsigned int gfp_t;

#define __iomem
#define __force
#ifndef __packed
#define __packed __attribute__((__packed__))
#endif
#ifndef __aligned
#define __aligned(x) __attribute__((__aligned__(x)))
#endif
#ifndef __maybe_unused
#define __maybe_unused __attribute__((__unused__))
#endif
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#define barrier() __asm__ __volatile__("" : : : "memory")

#define KERN_ERR 3
#define KERN_WARNING 4
#define KERN_INFO 6
#define KERN_DEBUG 7

#ifndef PAGE_SIZE
#define PAGE_SHIFT 12
#define PAGE_SIZE 4096UL
#define PAGE_MASK (~(PAGE_SIZE - 1))
#endif

#define BIT(n) (1UL << (n))
#define BIT_ULL(n) (1ULL << (n))
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define DIV_ROUND_UP(n, d) (((n) + (d) - 1) / (d))
#define round_up(x, y) ((((x) - 1) | ((__typeof__(x))(y) - 1)) + 1)
#define round_down(x, y) ((x) & ~((__typeof__(x))(y) - 1))
#define roundup(x, y) ((((x) + ((y) - 1)) / (y)) * (y))
#define rounddown(x, y) ((x) - ((x) % (y)))
#define ALIGN(x, a) round_up(x, a)
#define IS_ALIGNED(x, a) (((x) & ((__typeof__(x))(a) - 1)) == 0)
#define PAGE_ALIGN(x) ALIGN(x, PAGE_SIZE)
#define offset_in_page(p) ((unsigned long)(p) & ~PAGE_MASK)
#define upper_32_bits(n) ((u32)((u64)(n) >> 32))
#define lower_32_bits(n) ((u32)(n))
#define container_of(ptr, type, member) ((type *)(void *)((char *)(ptr) - offsetof(type, member)))
#define BUILD_BUG_ON(x) _Static_assert(!(x), #x)

#define min_t(type, x, y) __extension__({ \
		type zpci_x_ = (type)(x); \
		type zpci_y_ = (type)(y); \
		zpci_x_ < zpci_y_ ? zpci_x_ : zpci_y_; })
#define max_t(type, x, y) __extension__({ \
		type zpci_x_ = (type)(x); \
		type zpci_y_ = (type)(y); \
		zpci_x_ > zpci_y_ ? zpci_x_ : zpci_y_; })
#define min(x, y) min_t(__typeof__((x) + (y)), x, y)
#define max(x, y) max_t(__typeof__((x) + (y)), x, y)

/* A member of a big-endian struct has no address; so these go by value, between two barriers. */
#define READ_ONCE(x) __extension__({ \
		barrier(); \
		__typeof__((x) + 0) zpci_v_ = (x); \
		barrier(); \
		zpci_v_; })
#define WRITE_ONCE(x, value) do { \
		barrier(); \
		(x) = (value); \
		barrier(); \
	} while (0)

/* --- byte order: of plain variables, between values and the bytes that s390 has in storage */

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define ZPCI_HOST_IS_BIG 1
#else
#define ZPCI_HOST_IS_BIG 0
#endif

/*
 * 1: structs declared below are big-endian, and members are used as they are. 0 with clang, or where ZPCI_HOST_ORDER is defined before
 * this file is included: structs are the host's, members that the function sees have the types __be16, __be32, __be64, and go through
 * cpu_to_be64 and its like.
 */
#if ZPCI_HOST_IS_BIG || (defined(__GNUC__) && !defined(__clang__) && !defined(ZPCI_HOST_ORDER))
#define ZPCI_BIG_ENDIAN_STRUCTS 1
#else
#define ZPCI_BIG_ENDIAN_STRUCTS 0
#endif

/* Missing on purpose where structs are big-endian: a member would be swapped twice. */
#if ZPCI_HOST_IS_BIG || !ZPCI_BIG_ENDIAN_STRUCTS
typedef u16 __be16;
typedef u32 __be32;
typedef u64 __be64;
#endif

#define swab16(x) __builtin_bswap16(x)
#define swab32(x) __builtin_bswap32(x)
#define swab64(x) ((u64)__builtin_bswap64(x))
#if ZPCI_HOST_IS_BIG
#define cpu_to_be16(x) ((u16)(x))
#define cpu_to_be32(x) ((u32)(x))
#define cpu_to_be64(x) ((u64)(x))
#define cpu_to_le16(x) swab16(x)
#define cpu_to_le32(x) swab32(x)
#define cpu_to_le64(x) swab64(x)
#else
#define cpu_to_be16(x) swab16(x)
#define cpu_to_be32(x) swab32(x)
#define cpu_to_be64(x) swab64(x)
#define cpu_to_le16(x) ((u16)(x))
#define cpu_to_le32(x) ((u32)(x))
#define cpu_to_le64(x) ((u64)(x))
#endif
#define be16_to_cpu(x) cpu_to_be16(x)
#define be32_to_cpu(x) cpu_to_be32(x)
#define be64_to_cpu(x) cpu_to_be64(x)
#define le16_to_cpu(x) cpu_to_le16(x)
#define le32_to_cpu(x) cpu_to_le32(x)
#define le64_to_cpu(x) cpu_to_le64(x)

/* --- the way to the model */

/* Raised with every change of what follows; NativeDriver.load takes its own only. */
#define ZPCI_DRIVER_VERSION 1

typedef long zpci_call(long, long, long, long);

static inline long zpci_early_errno(long a, long b, long c, long d);
static inline long zpci_early_null(long a, long b, long c, long d);

/* One for the library, however many of its sources include this. The order of the calls is that of the model's table. */
struct zpci_driver_calls {
	u32 version;
	u32 early;
	zpci_call *load;
	zpci_call *store;
	zpci_call *store_block;
	zpci_call *zpci_load;
	zpci_call *zpci_store;
	zpci_call *write_block;
	zpci_call *ioread;
	zpci_call *iowrite;
	zpci_call *memcpy_toio;
	zpci_call *memcpy_fromio;
	zpci_call *memset_io;
	zpci_call *config_read;
	zpci_call *config_write;
	zpci_call *iomap;
	zpci_call *iounmap;
	zpci_call *kmalloc;
	zpci_call *kfree;
	zpci_call *dma_alloc;
	zpci_call *dma_free;
	zpci_call *dma_map;
	zpci_call *dma_unmap;
	zpci_call *request_irq;
	zpci_call *free_irq;
	zpci_call *udelay;
	zpci_call *printk;
	zpci_call *bug;
};

__attribute__((weak, visibility("default"))) struct zpci_driver_calls zpci_driver_calls = {
	ZPCI_DRIVER_VERSION, 0,
	zpci_early_errno, zpci_early_errno, zpci_early_errno, zpci_early_errno, zpci_early_errno, zpci_early_errno,
	zpci_early_errno, zpci_early_errno, zpci_early_errno, zpci_early_errno, zpci_early_errno, zpci_early_errno,
	zpci_early_errno, zpci_early_null, zpci_early_null, zpci_early_null, zpci_early_null, zpci_early_null,
	zpci_early_null, zpci_early_errno, zpci_early_errno, zpci_early_errno, zpci_early_null, zpci_early_null,
	zpci_early_null, zpci_early_null,
};

/* A constructor of the library called before the model was there: NativeDriver.load says so. */
static inline long zpci_early_errno(long a, long b, long c, long d)
{
	(void)a, (void)b, (void)c, (void)d;
	zpci_driver_calls.early++;
	return -EIO;
}

static inline long zpci_early_null(long a, long b, long c, long d)
{
	(void)a, (void)b, (void)c, (void)d;
	zpci_driver_calls.early++;
	return 0;
}

#define ZPCI_CALL(name, a, b, c, d) zpci_driver_calls.name((long)(a), (long)(b), (long)(c), (long)(d))

/* --- the function */

struct device {
	void *driver_data;
};

struct zpci_dev {
	u32 fh;
	u32 fid;
	u32 uid;
	u16 pchid;
	u16 maxstbl;
	u8 pft;
};

struct pci_dev {
	struct device dev;
	struct zpci_dev *zdev;
	u16 vendor;
	u16 device;
	u32 irq;
	u64 resource_len[6];
};

/* The function that this library drives; filled in by the model before anything is called. */
__attribute__((weak, visibility("default"))) struct zpci_dev zpci_driver_zdev = { 0 };
__attribute__((weak, visibility("default"))) struct pci_dev zpci_driver_pdev = { .zdev = &zpci_driver_zdev };

#define to_zpci(pdev) ((pdev)->zdev)
#define to_pci_dev(d) container_of(d, struct pci_dev, dev)
#define pci_resource_len(pdev, bar) ((pdev)->resource_len[bar])

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void pci_set_drvdata(struct pci_dev *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

static inline void *pci_get_drvdata(struct pci_dev *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

/* --- instructions by handle. A u64 that data points to gets the bytes that s390 has there: see be64_to_cpu. */

#define ZPCI_PCIAS_MEMIO_0 0
#define ZPCI_PCIAS_MEMIO_1 1
#define ZPCI_PCIAS_MEMIO_2 2
#define ZPCI_PCIAS_MEMIO_3 3
#define ZPCI_PCIAS_MEMIO_4 4
#define ZPCI_PCIAS_MEMIO_5 5
#define ZPCI_PCIAS_CFGSPC 15

#define ZPCI_CREATE_REQ(handle, space, len) ((u64)(handle) << 32 | (u64)(space) << 16 | (u64)(len))

static inline int __zpci_load(u64 *data, u64 req, u64 offset)
{
	return (int)ZPCI_CALL(load, data, req, offset, 0);
}

static inline int __zpci_store(u64 data, u64 req, u64 offset)
{
	return (int)ZPCI_CALL(store, data, req, offset, 0);
}

static inline int __zpci_store_block(const u64 *data, u64 req, u64 offset)
{
	return (int)ZPCI_CALL(store_block, data, req, offset, 0);
}

/* --- accesses through what pci_iomap gave: by MIO or by handle, as the kernel decides */

static inline int zpci_load(u64 *data, const volatile void __iomem *addr, unsigned long len)
{
	return (int)ZPCI_CALL(zpci_load, data, addr, len, 0);
}

static inline int zpci_store(const volatile void __iomem *addr, u64 data, unsigned long len)
{
	return (int)ZPCI_CALL(zpci_store, addr, data, len, 0);
}

static inline int zpci_write_block(volatile void __iomem *dst, const void *src, unsigned long len)
{
	return (int)ZPCI_CALL(write_block, dst, src, len, 0);
}

#define ZPCI_ACCESSORS(suffix, type, width, big) \
	static inline type ioread##suffix(const volatile void __iomem *addr) \
	{ \
		return (type)ZPCI_CALL(ioread, addr, width, big, 0); \
	} \
	static inline void iowrite##suffix(type value, volatile void __iomem *addr) \
	{ \
		(void)ZPCI_CALL(iowrite, addr, width, big, value); \
	}

ZPCI_ACCESSORS(8, u8, 1, 0)
ZPCI_ACCESSORS(16, u16, 2, 0)
ZPCI_ACCESSORS(32, u32, 4, 0)
ZPCI_ACCESSORS(64, u64, 8, 0)
ZPCI_ACCESSORS(16be, u16, 2, 1)
ZPCI_ACCESSORS(32be, u32, 4, 1)
ZPCI_ACCESSORS(64be, u64, 8, 1)

#define readb(addr) ioread8(addr)
#define readw(addr) ioread16(addr)
#define readl(addr) ioread32(addr)
#define readq(addr) ioread64(addr)
#define writeb(value, addr) iowrite8(value, addr)
#define writew(value, addr) iowrite16(value, addr)
#define writel(value, addr) iowrite32(value, addr)
#define writeq(value, addr) iowrite64(value, addr)

static inline int memcpy_toio(volatile void __iomem *dst, const void *src, size_t count)
{
	return (int)ZPCI_CALL(memcpy_toio, dst, src, count, 0);
}

static inline int memcpy_fromio(void *dst, const volatile void __iomem *src, size_t count)
{
	return (int)ZPCI_CALL(memcpy_fromio, dst, src, count, 0);
}

static inline int memset_io(volatile void __iomem *dst, int value, size_t count)
{
	return (int)ZPCI_CALL(memset_io, dst, value, count, 0);
}

static inline void __iomem *pci_iomap(struct pci_dev *pdev, int bar, unsigned long max)
{
	(void)pdev, (void)max;
	return (void __iomem *)ZPCI_CALL(iomap, bar, 0, 0, 0);
}

static inline void pci_iounmap(struct pci_dev *pdev, volatile void __iomem *addr)
{
	(void)pdev;
	(void)ZPCI_CALL(iounmap, addr, 0, 0, 0);
}

/* --- configuration space: values */

#define PCI_COMMAND 0x04
#define PCI_COMMAND_MEMORY 0x2
#define PCI_COMMAND_MASTER 0x4

#define ZPCI_CONFIG(name, type, width) \
	static inline int pci_read_config_##name(const struct pci_dev *pdev, int where, type *value) \
	{ \
		u32 zpci_v_ = ~0U; \
		int zpci_rc_ = (int)ZPCI_CALL(config_read, where, width, &zpci_v_, 0); \
		(void)pdev; \
		*value = (type)zpci_v_; \
		return zpci_rc_; \
	} \
	static inline int pci_write_config_##name(const struct pci_dev *pdev, int where, type value) \
	{ \
		(void)pdev; \
		return (int)ZPCI_CALL(config_write, where, width, value, 0); \
	}

ZPCI_CONFIG(byte, u8, 1)
ZPCI_CONFIG(word, u16, 2)
ZPCI_CONFIG(dword, u32, 4)

static inline int zpci_command_on(struct pci_dev *pdev, u16 bit)
{
	u16 command = 0;
	int rc = pci_read_config_word(pdev, PCI_COMMAND, &command);

	if (rc || (command & bit))
		return rc;
	return pci_write_config_word(pdev, PCI_COMMAND, (u16)(command | bit));
}

static inline int pci_enable_device_mem(struct pci_dev *pdev)
{
	return zpci_command_on(pdev, PCI_COMMAND_MEMORY);
}

static inline void pci_set_master(struct pci_dev *pdev)
{
	(void)zpci_command_on(pdev, PCI_COMMAND_MASTER);
}

/* --- memory: the guest's storage, which C reads and writes itself */

#define GFP_KERNEL 0U
#define GFP_ATOMIC 1U
#define __GFP_ZERO 0x100U

static inline void *kmalloc(size_t size, gfp_t flags)
{
	return (void *)ZPCI_CALL(kmalloc, size, (flags & __GFP_ZERO) != 0, 0, 0);
}

static inline void *kzalloc(size_t size, gfp_t flags)
{
	return kmalloc(size, flags | __GFP_ZERO);
}

static inline void *kcalloc(size_t n, size_t size, gfp_t flags)
{
	return size && n > SIZE_MAX / size ? NULL : kzalloc(n * size, flags);
}

static inline void kfree(const void *p)
{
	(void)ZPCI_CALL(kfree, p, 0, 0, 0);
}

static inline unsigned long get_zeroed_page(gfp_t flags)
{
	return (unsigned long)kzalloc(PAGE_SIZE, flags);
}

static inline void free_page(unsigned long p)
{
	kfree((const void *)p);
}

/* --- DMA. Handles are values, those that a call stores too. */

enum dma_data_direction {
	DMA_BIDIRECTIONAL = 0,
	DMA_TO_DEVICE = 1,
	DMA_FROM_DEVICE = 2,
};

#define DMA_MAPPING_ERROR (~(dma_addr_t)0)
#define DMA_BIT_MASK(n) ((n) == 64 ? ~0ULL : (1ULL << (n)) - 1)

static inline int dma_set_mask_and_coherent(struct device *dev, u64 mask)
{
	(void)dev, (void)mask;
	return 0;
}

static inline void *dma_alloc_coherent(struct device *dev, size_t size, dma_addr_t *handle, gfp_t flags)
{
	u64 given = DMA_MAPPING_ERROR;
	void *p = (void *)ZPCI_CALL(dma_alloc, size, &given, 0, 0);

	(void)dev, (void)flags;
	*handle = given;
	return p;
}

static inline void dma_free_coherent(struct device *dev, size_t size, void *p, dma_addr_t handle)
{
	(void)dev;
	(void)ZPCI_CALL(dma_free, size, p, handle, 0);
}

static inline dma_addr_t dma_map_single(struct device *dev, void *p, size_t size, enum dma_data_direction dir)
{
	(void)dev;
	return (dma_addr_t)ZPCI_CALL(dma_map, p, size, dir, 0);
}

static inline void dma_unmap_single(struct device *dev, dma_addr_t handle, size_t size, enum dma_data_direction dir)
{
	(void)dev;
	(void)ZPCI_CALL(dma_unmap, handle, size, dir, 0);
}

/* The call that fails answers a negative errno, which is no address of a mapping. */
static inline int dma_mapping_error(struct device *dev, dma_addr_t handle)
{
	(void)dev;
	return (s64)handle < 0 ? -ENOMEM : 0;
}

/* --- one interrupt vector. Its handler runs where the test lets the guest take what is pending. */

typedef int irqreturn_t;
typedef irqreturn_t (*irq_handler_t)(int, void *);
#define IRQ_NONE 0
#define IRQ_HANDLED 1
#define PCI_IRQ_MSI 2U
#define PCI_IRQ_MSIX 4U

static inline int pci_alloc_irq_vectors(struct pci_dev *pdev, unsigned int least, unsigned int most, unsigned int flags)
{
	(void)pdev, (void)flags;
	return least > 1 || most < 1 ? -ENOSPC : 1;
}

static inline void pci_free_irq_vectors(struct pci_dev *pdev)
{
	(void)pdev;
}

static inline int pci_irq_vector(struct pci_dev *pdev, unsigned int nr)
{
	return nr ? -EINVAL : (int)pdev->irq;
}

static inline int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags, const char *name, void *data)
{
	(void)flags, (void)name;
	return (int)ZPCI_CALL(request_irq, irq, (long)handler, data, 0);
}

static inline const void *free_irq(unsigned int irq, void *data)
{
	(void)ZPCI_CALL(free_irq, irq, data, 0, 0);
	return NULL;
}

/* --- time: counted, not waited for */

static inline void udelay(unsigned long us)
{
	(void)ZPCI_CALL(udelay, us, 0, 0, 0);
}

#define ndelay(ns) udelay(DIV_ROUND_UP((unsigned long)(ns), 1000UL))
#define mdelay(ms) udelay((unsigned long)(ms) * 1000UL)
#define msleep(ms) mdelay(ms)
#define usleep_range(least, most) ((void)(most), udelay(least))
#define cpu_relax() barrier()

/* --- bugs: the test fails with what is said here */

#define ZPCI_BUG(what, about) ((void)ZPCI_CALL(bug, what, strlen(what), about, 0))
#define ZPCI_LINE_(n) #n
#define ZPCI_LINE(n) ZPCI_LINE_(n)
#define BUG() ZPCI_BUG("BUG at " __FILE__ ":" ZPCI_LINE(__LINE__), 0)
#define BUG_ON(x) do { \
		if (unlikely(x)) \
			ZPCI_BUG("BUG_ON(" #x ") at " __FILE__ ":" ZPCI_LINE(__LINE__), 0); \
	} while (0)
#define WARN_ON(x) __extension__({ \
		int zpci_w_ = !!(x); \
		if (unlikely(zpci_w_)) \
			ZPCI_BUG("WARN_ON(" #x ") at " __FILE__ ":" ZPCI_LINE(__LINE__), 0); \
		unlikely(zpci_w_); })
#define WARN_ON_ONCE(x) WARN_ON(x)

/* --- locks of a driver that has one thread: taking one twice is what would never come back */

typedef struct spinlock {
	u32 locked;
} spinlock_t;

#define __SPIN_LOCK_UNLOCKED(name) { 0 }
#define DEFINE_SPINLOCK(name) spinlock_t name = __SPIN_LOCK_UNLOCKED(name)

static inline void spin_lock_init(spinlock_t *lock)
{
	lock->locked = 0;
}

static inline void spin_lock(spinlock_t *lock)
{
	if (lock->locked)
		ZPCI_BUG("spin_lock: the lock is held", lock);
	lock->locked = 1;
}

static inline int spin_trylock(spinlock_t *lock)
{
	if (lock->locked)
		return 0;
	lock->locked = 1;
	return 1;
}

static inline void spin_unlock(spinlock_t *lock)
{
	if (!lock->locked)
		ZPCI_BUG("spin_unlock: the lock is not held", lock);
	lock->locked = 0;
}

static inline int spin_is_locked(const spinlock_t *lock)
{
	return lock->locked != 0;
}

#define spin_lock_irqsave(lock, flags) do { \
		(flags) = 0; \
		spin_lock(lock); \
	} while (0)
#define spin_unlock_irqrestore(lock, flags) do { \
		(void)(flags); \
		spin_unlock(lock); \
	} while (0)
#define spin_lock_irq(lock) spin_lock(lock)
#define spin_unlock_irq(lock) spin_unlock(lock)
#define spin_lock_bh(lock) spin_lock(lock)
#define spin_unlock_bh(lock) spin_unlock(lock)

struct mutex {
	spinlock_t lock;
};

#define DEFINE_MUTEX(name) struct mutex name = { __SPIN_LOCK_UNLOCKED(name) }
#define mutex_init(m) spin_lock_init(&(m)->lock)
#define mutex_lock(m) spin_lock(&(m)->lock)
#define mutex_unlock(m) spin_unlock(&(m)->lock)

/* --- what is said goes to the test */

#ifndef pr_fmt
#define pr_fmt(fmt) fmt
#endif

#define ZPCI_LINE_MAX 1024

static inline __attribute__((__format__(__printf__, 3, 4))) void zpci_printk(int level, const char *prefix, const char *fmt, ...)
{
	char line[ZPCI_LINE_MAX];
	int used = snprintf(line, sizeof(line), "%s", prefix);
	va_list args;

	va_start(args, fmt);
	if (used >= 0 && (size_t)used < sizeof(line))
		used += vsnprintf(line + used, sizeof(line) - (size_t)used, fmt, args);
	va_end(args);
	(void)ZPCI_CALL(printk, level, line, strlen(line), used);
}

#define pr_err(...) zpci_printk(KERN_ERR, pr_fmt(""), __VA_ARGS__)
#define pr_warn(...) zpci_printk(KERN_WARNING, pr_fmt(""), __VA_ARGS__)
#define pr_info(...) zpci_printk(KERN_INFO, pr_fmt(""), __VA_ARGS__)
#define pr_debug(...) zpci_printk(KERN_DEBUG, pr_fmt(""), __VA_ARGS__)
#define dev_err(dev, ...) ((void)(dev), pr_err(__VA_ARGS__))
#define dev_warn(dev, ...) ((void)(dev), pr_warn(__VA_ARGS__))
#define dev_info(dev, ...) ((void)(dev), pr_info(__VA_ARGS__))
#define dev_dbg(dev, ...) ((void)(dev), pr_debug(__VA_ARGS__))
#define pci_err(pdev, ...) dev_err(&(pdev)->dev, __VA_ARGS__)
#define pci_warn(pdev, ...) dev_warn(&(pdev)->dev, __VA_ARGS__)
#define pci_info(pdev, ...) dev_info(&(pdev)->dev, __VA_ARGS__)

/* --- the last thing: from here on structs are s390's */

#if ZPCI_BIG_ENDIAN_STRUCTS && !ZPCI_HOST_IS_BIG
/* GCC warns of every void * that becomes a pointer to such a struct, kzalloc's for one. */
#pragma GCC diagnostic ignored "-Wscalar-storage-order"
#pragma scalar_storage_order big-endian
#endif

#endif
