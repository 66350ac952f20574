package io.zpci.trace;

/**
 * What crosses a boundary: an instruction, a system call on a region, or a call of a kernel's I/O
 * layer.
 */
public enum Operation {
  PCILG("pcilg", false, false, false),
  PCISTG("pcistg", true, false, false),
  PCISTB("pcistb", true, true, false),
  PCILGI("pcilgi", false, false, true),
  PCISTGI("pcistgi", true, false, true),
  PCISTBI("pcistbi", true, true, true),
  PREAD("pread", false, false, false),
  PWRITE("pwrite", true, false, false),
  IOREAD("ioread", false, false, false),
  IOWRITE("iowrite", true, false, false),
  MEMCPY_TOIO("memcpy_toio", true, false, false),
  MEMCPY_FROMIO("memcpy_fromio", false, false, false),
  MEMSET_IO("memset_io", true, false, false),
  MMIO_WRITE("mmio_write", true, false, false),
  MMIO_READ("mmio_read", false, false, false),
  /** A load that arrives at a function. */
  LOAD("load", false, false, false),
  /** A store that arrives at a function. */
  STORE("store", true, false, false),
  /** A block that arrives at a function. */
  BLOCK("block", true, true, false);

  private final String word;
  private final boolean store;
  private final boolean block;
  private final boolean mio;

  Operation(String word, boolean store, boolean block, boolean mio) {
    this.word = word;
    this.store = store;
    this.block = block;
    this.mio = mio;
  }

  /** The name as input and output spell it. */
  public String word() {
    return word;
  }

  /** Whether data goes down; false: data comes up. */
  public boolean isStore() {
    return store;
  }

  /** Whether it is a store block. */
  public boolean isBlock() {
    return block;
  }

  /** Whether it is an MIO instruction. */
  public boolean isMio() {
    return mio;
  }

  /** Whether it is one of the six instructions. */
  public boolean isInstruction() {
    return switch (this) {
      case PCILG, PCISTG, PCISTB, PCILGI, PCISTGI, PCISTBI -> true;
      case PREAD,
          PWRITE,
          IOREAD,
          IOWRITE,
          MEMCPY_TOIO,
          MEMCPY_FROMIO,
          MEMSET_IO,
          MMIO_WRITE,
          MMIO_READ,
          LOAD,
          STORE,
          BLOCK ->
          false;
    };
  }

  /** Whether it is a system call on a region. */
  public boolean isRegionAccess() {
    return this == PREAD || this == PWRITE;
  }

  /** Whether it is an access that arrives at a function. */
  public boolean isAtDevice() {
    return this == LOAD || this == STORE || this == BLOCK;
  }
}
