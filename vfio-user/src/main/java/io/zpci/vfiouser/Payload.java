package io.zpci.vfiouser;

/**
 * Where the fields of each payload stand, counted from the end of the header. {@code SIZE} is that
 * of the fixed part. Source: spec passthrough f.2, a.8.
 */
public final class Payload {
  private Payload() {}

  /** {@code VERSION}; text and a NUL follow. */
  public static final class Version {
    public static final int MAJOR = 0;
    public static final int MINOR = 2;
    public static final int SIZE = 4;

    private Version() {}
  }

  /** {@code DMA_MAP}. */
  public static final class DmaMap {
    public static final int ARGSZ = 0;
    public static final int FLAGS = 4;
    public static final int OFFSET = 8;
    public static final int ADDRESS = 16;
    public static final int LENGTH = 24;
    public static final int SIZE = 32;

    private DmaMap() {}
  }

  /** {@code DMA_UNMAP}, and its reply. */
  public static final class DmaUnmap {
    /** In the flags: a bitmap of pages that were written is asked for. */
    public static final int FLAG_DIRTY = 1;

    /** In the flags: everything; address and length are 0. */
    public static final int FLAG_ALL = 2;

    public static final int ARGSZ = 0;
    public static final int FLAGS = 4;
    public static final int ADDRESS = 8;
    public static final int LENGTH = 16;
    public static final int SIZE = 24;

    private DmaUnmap() {}
  }

  /** {@code DEVICE_GET_INFO}, and its reply. */
  public static final class DeviceInfo {
    public static final int ARGSZ = 0;
    public static final int FLAGS = 4;
    public static final int REGIONS = 8;
    public static final int IRQS = 12;
    public static final int SIZE = 16;

    private DeviceInfo() {}
  }

  /** {@code DEVICE_GET_REGION_INFO}, and its reply; capabilities follow. */
  public static final class RegionInfo {
    public static final int ARGSZ = 0;
    public static final int FLAGS = 4;
    public static final int INDEX = 8;
    public static final int CAPABILITIES = 12;
    public static final int LENGTH = 16;
    public static final int OFFSET = 24;
    public static final int SIZE = 32;

    private RegionInfo() {}
  }

  /** A capability; {@code NEXT} counts from the start of the payload. */
  public static final class CapabilityHeader {
    public static final int ID = 0;
    public static final int VERSION = 2;
    public static final int NEXT = 4;
    public static final int SIZE = 8;

    private CapabilityHeader() {}
  }

  /** {@code DEVICE_GET_REGION_IO_FDS}, and its reply. */
  public static final class RegionIoFds {
    public static final int ARGSZ = 0;
    public static final int FLAGS = 4;
    public static final int INDEX = 8;
    public static final int COUNT = 12;
    public static final int SIZE = 16;

    private RegionIoFds() {}
  }

  /** {@code DEVICE_GET_IRQ_INFO}, and its reply. */
  public static final class IrqInfo {
    public static final int ARGSZ = 0;
    public static final int FLAGS = 4;
    public static final int INDEX = 8;
    public static final int COUNT = 12;
    public static final int SIZE = 16;

    private IrqInfo() {}
  }

  /** {@code DEVICE_SET_IRQS}; one byte a vector follows where the data are booleans. */
  public static final class SetIrqs {
    public static final int ARGSZ = 0;
    public static final int FLAGS = 4;
    public static final int INDEX = 8;
    public static final int START = 12;
    public static final int COUNT = 16;
    public static final int SIZE = 20;

    private SetIrqs() {}
  }

  /** {@code REGION_READ} and {@code REGION_WRITE}, and their replies; data follow. */
  public static final class Region {
    public static final int OFFSET = 0;
    public static final int INDEX = 8;
    public static final int COUNT = 12;
    public static final int SIZE = 16;

    private Region() {}
  }

  /** {@code REGION_WRITE_MULTI}: a count of 64 bits, entries; its reply is the count alone. */
  public static final class WriteMulti {
    public static final int COUNT = 0;
    public static final int SIZE = 8;

    /** In each entry the fields of {@link Region}, then 8 bytes. */
    public static final int ENTRY = Region.SIZE + 8;

    /** Entries in one message at most, as QEMU has it. */
    public static final int MAX_ENTRIES = 200;

    private WriteMulti() {}
  }

  /** {@code DMA_READ} and {@code DMA_WRITE}; see {@link DmaMessages} for what follows. */
  public static final class Dma {
    public static final int ADDRESS = 0;
    public static final int COUNT = 8;
    public static final int SIZE = 16;

    private Dma() {}
  }
}
