package io.zpci.nativedriver;

import io.zpci.guest.PciDev;
import io.zpci.linux.DmaDirection;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Memory and mappings, as C asks for them. Memory is the guest's storage: blocks of a power of two,
 * aligned to it, the same addresses in each run. Who gives back what was not given, or gives it
 * back twice or as something else, throws {@link Misuse}.
 */
final class MemoryCalls {
  private static final int PAGE = Bounce.PAGE;
  private static final int LEAST_SHIFT = 5;
  private static final int CLASSES = 7;

  private final PciDev dev;
  private final Pointers pointers;
  private final GuestStorage storage;

  /** By address: length as it was asked for, and as it was taken. */
  private final Ledger blocks = new Ledger();

  /** By address: length, I/O address. */
  private final Ledger coherent = new Ledger();

  /** By I/O address: length, direction. */
  private final Ledger mapped = new Ledger();

  /** Free blocks of 32, 64, ... 2048 bytes, the next one last. */
  private final long[][] free = new long[CLASSES][PAGE >> LEAST_SHIFT];

  private final int[] frees = new int[CLASSES];
  private final List<Long> pages = new ArrayList<>();

  MemoryCalls(PciDev dev, Pointers pointers) {
    this.dev = dev;
    this.pointers = pointers;
    this.storage = pointers.storage();
  }

  long kmalloc(long size, long zero, long unused, long unused2) {
    if (size < 0 || size > storage.end()) {
      return 0;
    }
    long taken = Math.max(Long.highestOneBit(size * 2 - 1), 1L << LEAST_SHIFT);
    long address = taken < PAGE ? small(taken) : dev.allocate(taken);
    if (address < 0) {
      return 0;
    }
    if (zero != 0) {
      clear(address, taken);
    }
    blocks.put(address, size, taken);
    return pointers.pointer(address);
  }

  private static int index(long taken) {
    return Long.numberOfTrailingZeros(taken) - LEAST_SHIFT;
  }

  private long small(long taken) {
    int index = index(taken);
    if (frees[index] == 0) {
      long page = dev.allocate(PAGE);
      if (page < 0) {
        return page;
      }
      pages.add(page);
      for (long at = page + PAGE - taken; at >= page; at -= taken) {
        push(index, at);
      }
    }
    return free[index][--frees[index]];
  }

  private void push(int index, long address) {
    if (frees[index] == free[index].length) {
      free[index] = Arrays.copyOf(free[index], frees[index] * 2);
    }
    free[index][frees[index]++] = address;
  }

  private void clear(long address, long length) {
    for (long at = address; at < address + length; at += Long.BYTES) {
      storage.putLong(at, 0);
    }
  }

  long kfree(long pointer, long unused, long unused2, long unused3) {
    if (pointer == 0) {
      return 0;
    }
    int at = pointers.inStorage(pointer) ? blocks.find(pointers.address(pointer)) : -1;
    if (at < 0) {
      throw new Misuse("kmalloc gave no such block, or it was freed before");
    }
    long address = pointers.address(pointer);
    long taken = blocks.note(at);
    blocks.remove(at);
    if (taken < PAGE) {
      push(index(taken), address);
    } else {
      dev.free(address, taken);
    }
    return 0;
  }

  /** {@code dma_alloc_coherent}: the handle goes where the header put a u64 of the host's order. */
  long dmaAlloc(long size, long handle, long unused, long unused2) {
    if (size <= 0 || size > storage.end()) {
      return 0;
    }
    long whole = whole(size);
    long address = dev.allocate(whole);
    if (address < 0) {
      return 0;
    }
    long ioAddress = dev.map(address, whole);
    if (ioAddress < 0) {
      dev.free(address, whole);
      return 0;
    }
    clear(address, whole);
    coherent.put(address, size, ioAddress);
    NativeMemory.ALL.set(NativeLayouts.LONG, handle, ioAddress);
    return pointers.pointer(address);
  }

  long dmaFree(long size, long pointer, long ioAddress, long unused) {
    int at = pointers.inStorage(pointer) ? coherent.find(pointers.address(pointer)) : -1;
    if (at < 0) {
      throw new Misuse("dma_alloc_coherent gave no such memory, or it was freed before");
    }
    same("size", coherent.length(at), size);
    same("handle", coherent.note(at), ioAddress);
    long address = pointers.address(pointer);
    coherent.remove(at);
    int _ = dev.unmap(ioAddress, whole(size));
    dev.free(address, whole(size));
    return 0;
  }

  long dmaMap(long pointer, long size, long direction, long unused) {
    if (size <= 0) {
      throw new Misuse("size: nothing to map in " + size + " bytes");
    }
    DmaDirection known = direction(direction);
    long address = pointers.storageAddress("ptr", pointer, size);
    long ioAddress = dev.map(address, size, known);
    if (ioAddress >= 0) {
      mapped.put(ioAddress, size, direction);
    }
    return ioAddress;
  }

  private static DmaDirection direction(long direction) {
    return switch ((int) direction) {
      case 0 -> DmaDirection.BIDIRECTIONAL;
      case 1 -> DmaDirection.TO_DEVICE;
      case 2 -> DmaDirection.FROM_DEVICE;
      default -> throw new Misuse("dir: there is no direction " + direction);
    };
  }

  long dmaUnmap(long ioAddress, long size, long direction, long unused) {
    int at = mapped.find(ioAddress);
    if (at < 0) {
      throw new Misuse("dma_map_single gave no such handle, or it was unmapped before");
    }
    same("size", mapped.length(at), size);
    same("dir", mapped.note(at), direction);
    mapped.remove(at);
    int result = dev.unmap(ioAddress, size);
    if (result < 0) {
      throw new Misuse("the kernel refuses: " + Errno.name(result));
    }
    return 0;
  }

  private static void same(String what, long given, long back) {
    if (given != back) {
      throw new Misuse("%s: it was 0x%s when it was made".formatted(what, Long.toHexString(given)));
    }
  }

  private static long whole(long size) {
    return (size + PAGE - 1) & -PAGE;
  }

  /** Blocks, coherent memory and mappings that the driver still has. */
  int held() {
    return blocks.count() + coherent.count() + mapped.count();
  }

  /** Gives back the pages that small blocks were made of, where none of all blocks is in use. */
  void close() {
    if (blocks.count() == 0) {
      pages.forEach(page -> dev.free(page, PAGE));
      pages.clear();
    }
  }
}
