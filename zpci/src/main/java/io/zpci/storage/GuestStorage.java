package io.zpci.storage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * A byte-addressed storage that starts at a given address: a guest's real storage, a kernel's
 * buffer, a process's memory. All multi-byte accessors are big-endian and need no alignment.
 * Accesses outside are {@link IndexOutOfBoundsException}; whoever takes addresses from a guest asks
 * {@link #contains} first. The accessors of {@link InterlockedStorage} need a segment whose words
 * are aligned: native, or a heap array of ints or longs.
 *
 * <p>What a storage is made of stays, but for a {@link #window}, which is laid over other bytes
 * again and again.
 */
public final class GuestStorage implements InterlockedStorage {
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new long[0]);

  private final boolean window;
  private long start;
  private MemorySegment bytes;

  /** Storage whose first byte, of {@code bytes}, has the address {@code start}. */
  public GuestStorage(long start, MemorySegment bytes) {
    this(start, bytes, false);
  }

  private GuestStorage(long start, MemorySegment bytes, boolean window) {
    this.start = start;
    this.bytes = bytes;
    this.window = window;
  }

  /**
   * {@code size} zero bytes from address {@code start} on, living as long as {@code arena}, 4 KiB
   * aligned.
   */
  public static GuestStorage allocate(Arena arena, long start, long size) {
    return new GuestStorage(start, arena.allocate(size, 4096));
  }

  /**
   * A storage over nothing yet. It stands for a buffer that a kernel or a VMM copies to before an
   * instruction reads it: laid {@link #over} the bytes themselves it shows what the copy would, and
   * nothing is copied. One thread's.
   */
  public static GuestStorage window() {
    return new GuestStorage(0, NOTHING, true);
  }

  /**
   * From now on the byte of {@code newBytes} at {@code at} has the address {@code address}, and its
   * neighbours have their places around it.
   *
   * @return this storage
   * @throws IllegalStateException where it is no {@link #window}
   */
  public GuestStorage over(MemorySegment newBytes, long at, long address) {
    if (!window) {
      throw new IllegalStateException("no window: what a storage is made of stays");
    }
    start = address - at;
    bytes = newBytes;
    return this;
  }

  /** The address of the first byte. */
  public long start() {
    return start;
  }

  /** The address after the last byte. */
  public long end() {
    return start + bytes.byteSize();
  }

  @Override
  public boolean contains(long address, long length) {
    long offset = address - start;
    return offset >= 0 && length >= 0 && offset <= bytes.byteSize() - length;
  }

  /**
   * The bytes, to be used with {@link #offset}; slices are not made on the path because they
   * allocate.
   */
  public MemorySegment segment() {
    return bytes;
  }

  /** Where the byte at {@code address} stands in {@link #segment}. */
  public long offset(long address) {
    return address - start;
  }

  /** The byte at {@code address}, 0 to 255. */
  public int getByte(long address) {
    return bytes.get(Layouts.BYTE, address - start) & 0xff;
  }

  /** The halfword at {@code address}, 0 to 65535. */
  public int getShort(long address) {
    return bytes.get(Layouts.SHORT, address - start) & 0xffff;
  }

  /** The word at {@code address}. */
  public int getInt(long address) {
    return bytes.get(Layouts.INT, address - start);
  }

  /** The doubleword at {@code address}. */
  public long getLong(long address) {
    return bytes.get(Layouts.LONG, address - start);
  }

  /** Stores the low 8 bits of {@code value}. */
  public void putByte(long address, int value) {
    bytes.set(Layouts.BYTE, address - start, (byte) value);
  }

  /** Stores the low 16 bits of {@code value}. */
  public void putShort(long address, int value) {
    bytes.set(Layouts.SHORT, address - start, (short) value);
  }

  /** Stores a word. */
  public void putInt(long address, int value) {
    bytes.set(Layouts.INT, address - start, value);
  }

  /** Stores a doubleword. */
  public void putLong(long address, long value) {
    bytes.set(Layouts.LONG, address - start, value);
  }

  @Override
  public int get(long address) {
    return (int) Layouts.ATOMIC_INT.getVolatile(bytes, address - start);
  }

  @Override
  public int getAndOr(long address, int bits) {
    return (int) Layouts.ATOMIC_INT.getAndBitwiseOr(bytes, address - start, bits);
  }

  @Override
  public int getAndAnd(long address, int bits) {
    return (int) Layouts.ATOMIC_INT.getAndBitwiseAnd(bytes, address - start, bits);
  }

  @Override
  public void and(long address, int bits) {
    int _ = (int) Layouts.ATOMIC_INT.getAndBitwiseAndRelease(bytes, address - start, bits);
  }

  @Override
  public void fence() {
    VarHandle.fullFence();
  }
}
