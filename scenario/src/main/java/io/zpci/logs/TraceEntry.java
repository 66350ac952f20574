package io.zpci.logs;

import io.zpci.workload.Bytes;
import org.jspecify.annotations.Nullable;

/** What a line of a QEMU trace says. Source: spec passthrough e.4, f.1, f.4; QEMU 11.1.2, run. */
public sealed interface TraceEntry extends LogEntry {
  @Override
  default LogFormat format() {
    return LogFormat.QEMU_TRACE;
  }

  /** An access of a region that QEMU took for an instruction: one call of pread or pwrite. */
  sealed interface Access extends TraceEntry {
    /** The region: a BAR, or 7 for configuration space. */
    int region();

    /** Offset in the region. */
    long offset();

    /** Bytes. */
    int size();

    /** Whether it is a store; null where the trace does not say. */
    @Nullable Boolean store();

    /** The bytes in memory order; {@link Bytes#NONE} where the trace has none. */
    Bytes data();
  }

  /**
   * {@code vfio_region_read}, {@code vfio_region_write}.
   *
   * @param device its name
   * @param value as the trace has it, a number in the byte order of QEMU's host
   */
  record RegionAccess(
      Place place,
      @Nullable String time,
      String device,
      int region,
      long offset,
      int size,
      Boolean store,
      long value,
      Bytes data)
      implements Access {}

  /**
   * {@code vfio_pci_read_config}, {@code vfio_pci_write_config}: an access of configuration space.
   *
   * @param device its name
   * @param value as the trace has it
   */
  record ConfigAccess(
      Place place,
      @Nullable String time,
      String device,
      long offset,
      int size,
      Boolean store,
      long value,
      Bytes data)
      implements Access {
    /** The region of configuration space. */
    public static final int REGION = 7;

    @Override
    public int region() {
      return REGION;
    }
  }

  /**
   * {@code vfio_user_region_rw}, with the message behind it: its length tells a load from a store.
   */
  record UserAccess(
      Place place,
      @Nullable String time,
      int region,
      long offset,
      int size,
      @Nullable Boolean store)
      implements Access {
    @Override
    public Bytes data() {
      return Bytes.NONE;
    }
  }

  /**
   * {@code vfio_region_setup}: a region of a device. Its flags: 1 loads, 2 stores, 4 mmap.
   *
   * @param device its name
   */
  record RegionSetup(
      Place place, @Nullable String time, String device, int region, long flags, long size)
      implements TraceEntry {}

  /** {@code vfio_user_get_region_info}: the same, as a vfio-user server said it. */
  record UserRegion(Place place, @Nullable String time, int region, long flags, long size)
      implements TraceEntry {}

  /** {@code vfio_user_dma_map}, {@code vfio_user_dma_unmap}. */
  record UserDma(Place place, @Nullable String time, boolean map, long address, long size)
      implements TraceEntry {}

  /** {@code vfio_user_set_irqs}. */
  record UserInterrupts(
      Place place, @Nullable String time, int index, long start, long count, long flags)
      implements TraceEntry {}

  /** {@code vfio_user_recv_hdr}: a message of a vfio-user server. */
  record UserReply(Place place, @Nullable String time, long id, int command, long size, long flags)
      implements TraceEntry {
    private static final int ERROR = 0x20;

    /** Whether it says that the request failed. */
    public boolean failed() {
      return (flags & ERROR) != 0;
    }
  }

  /** {@code s390_pci_list_entry}: a function in the answer to CLP list. */
  record ListedFunction(
      Place place, @Nullable String time, int vendor, int device, int fid, int handle)
      implements TraceEntry {}

  /**
   * {@code s390_pci_bar}: a BAR in the answer to CLP query function.
   *
   * @param word the BAR's word as a big-endian number
   * @param size in bytes
   */
  record ListedBar(Place place, @Nullable String time, int bar, int word, long size)
      implements TraceEntry {}

  /** {@code s390_pci_irqs}: a guest registers or ends its adapter interrupts. */
  record AdapterInterrupts(Place place, @Nullable String time, boolean registered, int adapter)
      implements TraceEntry {}

  /**
   * Any other line of these families.
   *
   * @param name of the event
   * @param text the rest of the line
   */
  record Event(Place place, @Nullable String time, String name, String text)
      implements TraceEntry {}
}
