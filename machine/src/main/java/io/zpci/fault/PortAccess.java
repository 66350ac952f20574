package io.zpci.fault;

import io.zpci.storage.Layouts;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An access that crosses a port, as a predicate sees it. There is one for each port, filled anew
 * for every access: it tells the truth as long as the predicate runs, and must not be kept.
 */
public final class PortAccess {
  private final Port port;
  private Operation operation = Operation.LOAD;
  private int space;
  private long offset;
  private int length;
  private @Nullable MemorySegment data;
  private long at;
  private long value;

  PortAccess(Port port) {
    this.port = port;
  }

  void set(
      Operation newOperation,
      int newSpace,
      long newOffset,
      int newLength,
      @Nullable MemorySegment newData,
      long newAt,
      long newValue) {
    operation = newOperation;
    space = newSpace;
    offset = newOffset;
    length = newLength;
    data = newData;
    at = newAt;
    value = newValue;
  }

  /** Where it crosses. */
  public Port port() {
    return port;
  }

  /** What it is. */
  public Operation operation() {
    return operation;
  }

  /** The PCI address space; at a region the space that the region stands for. */
  public int space() {
    return space;
  }

  /** The offset in the space; that of an MIO operation is taken from its address. */
  public long offset() {
    return offset;
  }

  /** Bytes. */
  public int length() {
    return length;
  }

  /**
   * Whether {@code count} bytes from {@code index} on go down with it: it is a store, that long,
   * and its issuer's storage holds them.
   */
  public boolean carries(int index, int count) {
    if (!operation.isStore() || index < 0 || count < 0 || index > length - count) {
      return false;
    }
    MemorySegment bytes = data;
    return bytes == null || (at >= 0 && at + index <= bytes.byteSize() - count);
  }

  /**
   * The register image of {@code count} bytes (1 to 8) from {@code index} on, of what goes down:
   * the first is the most significant.
   *
   * @throws IndexOutOfBoundsException where it does not {@linkplain #carries carry} them
   */
  public long image(int index, int count) {
    if (!carries(index, count) || count < 1 || count > 8) {
      throw new IndexOutOfBoundsException(
          "%s carries no image of %d bytes at %d".formatted(words(), count, index));
    }
    MemorySegment bytes = data;
    if (bytes != null) {
      return Layouts.getImage(bytes, at + index, count);
    }
    return (value >>> (8 * (length - index - count))) & (-1L >>> (64 - 8 * count));
  }

  /** For people: {@code pcistb 2 0x8 16}. */
  public String words() {
    return "%s %d 0x%x %d".formatted(operation.word(), space, offset, length);
  }

  /** It enters {@code tap} as a fault's. */
  void enter(Tap tap) {
    tap.enter(Faults.HAND, operation, space, offset, length, data, at, value);
  }

  @Override
  public String toString() {
    return words();
  }
}
