package io.zpci.vmm;

import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * QEMU's own MSI-X table, which stands in front of the device's: 16 bytes a vector, every bit of
 * which can be written. It takes accesses of 4 and of 8, the latter as two of 4, low address first;
 * the device sees none of them. Source: spec passthrough e.3.
 */
public final class MsixTable extends BarRegion {
  private static final int ENTRY = 16;
  private static final int VECTOR_CONTROL = 12;
  private static final int MASKED = 1;

  private final MemorySegment entries;

  /** A table after reset, every vector masked, at {@code start} of its BAR. */
  MsixTable(long start, int vectors) {
    super(start, (long) ENTRY * vectors, 4, 8, 4);
    this.entries = MemorySegment.ofArray(new byte[ENTRY * vectors]);
    for (int vector = 0; vector < vectors; vector++) {
      entries.set(Layouts.INT_LITTLE, (long) vector * ENTRY + VECTOR_CONTROL, MASKED);
    }
  }

  /**
   * Replaces the whole table; {@link IllegalArgumentException} unless it is as long as this one.
   */
  public void load(byte[] table) {
    if (table.length != size()) {
      throw new IllegalArgumentException(
          "an MSI-X table of " + size() + " bytes was expected, got " + table.length);
    }
    MemorySegment.copy(MemorySegment.ofArray(table), 0, entries, 0, table.length);
  }

  /** The whole table in a fresh array, in address order. */
  public byte[] bytes() {
    return entries.toArray(Layouts.BYTE);
  }

  @Override
  long read(long address, int length) {
    return entries.get(Layouts.INT_LITTLE, address) & 0xffff_ffffL;
  }

  @Override
  void write(long address, int length, long value) {
    entries.set(Layouts.INT_LITTLE, address, (int) value);
  }
}
