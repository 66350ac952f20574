package io.zpci.guest;

import io.zpci.linux.Pages;

/**
 * Memory of a driver that its function reaches ({@code dma_alloc_coherent}, {@code dma_map_page}).
 *
 * @param address in the driver's memory
 * @param size bytes that were taken
 * @param ioAddress where the function finds it
 * @param mapped bytes that are mapped
 */
record DmaMemory(long address, long size, long ioAddress, long mapped) {
  /** There is none. */
  static final DmaMemory NONE = new DmaMemory(0, 0, 0, 0);

  /** Zeroed pages, all mapped; {@link #NONE} where there is no memory or it cannot be mapped. */
  static DmaMemory coherent(PciDev dev, long size) {
    long pages = (size + Pages.PAGE - 1) & -Pages.PAGE;
    DmaMemory memory = mapped(dev, pages, pages);
    if (!memory.isNone()) {
      dev.memory()
          .segment()
          .asSlice(dev.memory().offset(memory.address), memory.mapped)
          .fill((byte) 0);
    }
    return memory;
  }

  /** A folio as its last user left it, {@code size} bytes of it mapped; see {@link #coherent}. */
  static DmaMemory folio(PciDev dev, long size) {
    return mapped(dev, size, size);
  }

  private static DmaMemory mapped(PciDev dev, long size, long mapped) {
    long block = Long.highestOneBit(Math.max(size, Pages.PAGE) * 2 - 1);
    long address = dev.allocate(block);
    if (address < 0) {
      return NONE;
    }
    long ioAddress = dev.map(address, mapped);
    if (ioAddress < 0) {
      dev.free(address, block);
      return NONE;
    }
    return new DmaMemory(address, block, ioAddress, mapped);
  }

  /** Ends the mapping and gives the memory back. */
  void free(PciDev dev) {
    int _ = dev.unmap(ioAddress, mapped);
    dev.free(address, size);
  }

  /** Whether this is {@link #NONE}. */
  boolean isNone() {
    return size == 0;
  }
}
