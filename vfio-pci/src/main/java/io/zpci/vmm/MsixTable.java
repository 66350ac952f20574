package io.zpci.vmm;

import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * QEMU's own MSI-X table, which stands in front of the device's: 16 bytes a vector, every bit of
 * which can be written. It takes accesses of 4 and of 8, the latter as two of 4, low address first;
 * the device sees none of them, but hears of a vector that is masked or unmasked. Source: spec
 * passthrough e.3, e.6.
 */
public final class MsixTable extends BarRegion {
  private static final int ENTRY = 16;
  private static final int DATA = 8;
  private static final int VECTOR_CONTROL = 12;
  private static final int MASKED = 1;

  private final MemorySegment entries;
  private final int vectors;
  private @Nullable VfioMsix watcher;

  /** A table after reset, every vector masked, at {@code start} of its BAR. */
  MsixTable(long start, int vectors) {
    super(start, (long) ENTRY * vectors, 4, 8, 4);
    this.vectors = vectors;
    this.entries = MemorySegment.ofArray(new byte[ENTRY * vectors]);
    maskAll();
  }

  private void maskAll() {
    for (int vector = 0; vector < vectors; vector++) {
      entries.set(Layouts.INT_LITTLE, (long) vector * ENTRY + VECTOR_CONTROL, MASKED);
    }
  }

  /**
   * Replaces the whole table; {@link IllegalArgumentException} unless it is as long as this one.
   * Nobody hears of it.
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

  /** From now on {@code newWatcher} hears of masks. */
  void watch(VfioMsix newWatcher) {
    watcher = newWatcher;
  }

  /** Back to the state after reset; nobody hears of it. */
  void reset() {
    entries.fill((byte) 0);
    maskAll();
  }

  /** How many entries there are. */
  int vectors() {
    return vectors;
  }

  /** The data of the message of {@code vector}. */
  int data(int vector) {
    return entries.get(Layouts.INT_LITTLE, (long) vector * ENTRY + DATA);
  }

  /** The mask bit of {@code vector}. */
  boolean isMasked(int vector) {
    int control = entries.get(Layouts.INT_LITTLE, (long) vector * ENTRY + VECTOR_CONTROL);
    return (control & MASKED) != 0;
  }

  /** What QEMU itself holds pending: see {@link VfioMsix#pending}. */
  long pending(long address, int length) {
    return watcher == null ? 0 : watcher.pending(address, length);
  }

  @Override
  long read(long address, int length) {
    return entries.get(Layouts.INT_LITTLE, address) & 0xffff_ffffL;
  }

  @Override
  void write(long address, int length, long value) {
    int was = entries.get(Layouts.INT_LITTLE, address);
    entries.set(Layouts.INT_LITTLE, address, (int) value);
    boolean control = address % ENTRY == VECTOR_CONTROL;
    if (control && watcher != null && ((was ^ (int) value) & MASKED) != 0) {
      watcher.maskWritten((int) (address / ENTRY));
    }
  }
}
