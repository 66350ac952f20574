package io.zpci.function;

import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;
import java.lang.foreign.MemorySegment;

/**
 * Table, pending bits and control word of an MSI-X capability. A masked vector is never lost:
 * signalled while it or the whole function is masked, its pending bit is set, and whoever unmasks
 * it sends it, once. The CPU and the device may race: everything is a word of an {@link
 * InterlockedStorage}, a signal looks at the masks again after it set the pending bit, and of all
 * who find the bit set the one that clears it sends.
 *
 * <p>Table and pending bits are PCI memory, bytes at increasing offsets, little-endian: an entry is
 * message address (8 bytes), data (4), vector control (4, bit 0 the mask). Where the message goes
 * is up to the {@link Msi} given, which gets the entry's data; nobody looks at the address. Source:
 * PCI Local Bus Specification 3.0, 6.8.2; spec passthrough e.5 (QEMU {@code hw/pci/msix.c}).
 */
public final class MsixTable {
  /** Bytes of an entry. */
  public static final int ENTRY = 16;

  /** In the control word: MSI-X is on. */
  public static final int ENABLE = 0x8000;

  /** In the control word: every vector is masked. */
  public static final int FUNCTION_MASK = 0x4000;

  private static final int DATA = 8;
  private static final int VECTOR_CONTROL = 12;

  /** The mask bit, as it stands in a big-endian word. */
  private static final int MASK = Integer.reverseBytes(1);

  private final InterlockedStorage state;
  private final long table;
  private final long pending;
  private final long control;
  private final int vectors;
  private final Msi msi;

  /**
   * A table whose state stands in {@code state} from {@code address} on; see {@link #stateSize}. It
   * is as after a reset.
   *
   * @param address a multiple of 4
   * @param msi gets a message's data
   */
  public MsixTable(InterlockedStorage state, long address, int vectors, Msi msi) {
    this.state = state;
    this.table = address;
    this.pending = address + (long) ENTRY * vectors;
    this.control = pending + pendingSize(vectors);
    this.vectors = vectors;
    this.msi = msi;
    reset();
  }

  /** A table with a state of its own. */
  public MsixTable(int vectors, Msi msi) {
    this(
        new GuestStorage(0, MemorySegment.ofArray(new int[(int) stateSize(vectors) / 4])),
        0,
        vectors,
        msi);
  }

  /** Bytes of state: table, pending bits, control word. */
  public static long stateSize(int vectors) {
    return (long) ENTRY * vectors + pendingSize(vectors) + Integer.BYTES;
  }

  private static long pendingSize(int vectors) {
    return (vectors + 63) / 64 * 8L;
  }

  /** Every vector masked, nothing pending, MSI-X off. */
  public void reset() {
    for (long word = table; word <= control; word += Integer.BYTES) {
      state.getAndAnd(word, 0);
    }
    for (int vector = 0; vector < vectors; vector++) {
      state.getAndOr(entry(vector) + VECTOR_CONTROL, MASK);
    }
  }

  /** The number of vectors. */
  public int vectors() {
    return vectors;
  }

  /** Bytes of the table. */
  public long tableSize() {
    return (long) ENTRY * vectors;
  }

  /** Bytes of the pending bits. */
  public long pendingSize() {
    return pendingSize(vectors);
  }

  /**
   * The register image of {@code length} (1 to 8) bytes of the table, which must all be inside.
   *
   * @param offset in the table
   */
  public long loadTable(long offset, int length) {
    return image(table + offset, length);
  }

  /**
   * The register image of {@code length} (1 to 8) bytes of the pending bits, which must all be
   * inside.
   *
   * @param offset in the pending bits
   */
  public long loadPending(long offset, int length) {
    return image(pending + offset, length);
  }

  /**
   * Stores the {@code length} (1 to 8) low-order bytes of {@code image} into the table, which must
   * hold them all. What was pending of a vector that is unmasked by it is sent.
   *
   * @param offset in the table
   */
  public void storeTable(long offset, int length, long image) {
    for (int i = 0; i < length; i++) {
      storeByte(table + offset + i, (int) (image >>> (8 * (length - 1 - i))) & 0xff);
    }
    // Of two entries, 8 bytes reach the control of the first alone.
    sendPending((int) (offset / ENTRY));
  }

  /**
   * The capability's control word as a driver stored it, of which {@link #ENABLE} and {@link
   * #FUNCTION_MASK} count. What was pending of the vectors that are unmasked by it is sent, lowest
   * first.
   */
  public void control(int word) {
    int bits = word & (ENABLE | FUNCTION_MASK);
    state.getAndOr(control, bits & FUNCTION_MASK);
    state.getAndAnd(control, bits | ~ENABLE);
    state.getAndOr(control, bits & ENABLE);
    state.getAndAnd(control, bits | ~FUNCTION_MASK);
    for (int vector = 0; vector < vectors; vector++) {
      sendPending(vector);
    }
  }

  /** Whether MSI-X is on. */
  public boolean enabled() {
    return (state.get(control) & ENABLE) != 0;
  }

  /** Whether {@code vector} is masked, by itself or with the function, or MSI-X is off. */
  public boolean masked(int vector) {
    return (state.get(control) & (ENABLE | FUNCTION_MASK)) != ENABLE
        || (state.get(entry(vector) + VECTOR_CONTROL) & MASK) != 0;
  }

  /** Whether {@code vector} is pending. */
  public boolean pending(int vector) {
    return (state.get(pendingWord(vector)) & pendingBit(vector)) != 0;
  }

  /**
   * The device signals {@code vector}. Dropped where MSI-X is off or there is no such vector;
   * pending where it is masked; else sent.
   */
  public void signal(int vector) {
    if (vector < 0 || vector >= vectors || !enabled()) {
      return;
    }
    if (masked(vector)) {
      state.getAndOr(pendingWord(vector), pendingBit(vector));
      sendPending(vector);
    } else {
      send(vector);
    }
  }

  /** Sends {@code vector} where it is not masked and this call is the one that clears its bit. */
  private void sendPending(int vector) {
    if (!pending(vector) || masked(vector)) {
      return;
    }
    int bit = pendingBit(vector);
    if ((state.getAndAnd(pendingWord(vector), ~bit) & bit) != 0) {
      send(vector);
    }
  }

  private void send(int vector) {
    msi.signal(Integer.reverseBytes(state.get(entry(vector) + DATA)));
  }

  private long entry(int vector) {
    return table + (long) ENTRY * vector;
  }

  private long pendingWord(int vector) {
    return pending + vector / 32 * 4L;
  }

  private static int pendingBit(int vector) {
    return Integer.reverseBytes(1 << vector);
  }

  /** Bits that become 1 come first: a vector is never unmasked by the way. */
  private void storeByte(long address, int value) {
    long word = address & -Integer.BYTES;
    int shift = 24 - 8 * (int) (address & 3);
    state.getAndOr(word, value << shift);
    state.getAndAnd(word, value << shift | ~(0xff << shift));
  }

  private long image(long address, int length) {
    long image = 0;
    for (long at = address; at < address + length; at++) {
      int shift = 24 - 8 * (int) (at & 3);
      image = image << 8 | (state.get(at & -Integer.BYTES) >>> shift & 0xff);
    }
    return image;
  }
}
