package io.zpci.storage;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The value layouts of this module and those above it, named with their byte order, and the one
 * place where a register image becomes bytes. s390 storage is big-endian; PCI itself is a byte
 * string.
 */
public final class Layouts {
  /** One byte. */
  public static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  /** Big-endian 16 bits, any alignment. */
  public static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** Big-endian 32 bits, any alignment. */
  public static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** Big-endian 64 bits, any alignment. */
  public static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** Little-endian 32 bits, any alignment: registers of PCI configuration space. */
  public static final ValueLayout.OfInt INT_LITTLE =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Little-endian 16 bits, any alignment: registers of PCI configuration space. */
  public static final ValueLayout.OfShort SHORT_LITTLE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Big-endian 32 bits, 4-byte aligned, for atomic access: {@code (MemorySegment, long offset)}
   * coordinates.
   */
  public static final VarHandle ATOMIC_INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN).varHandle();

  private Layouts() {}

  /**
   * The register image of {@code length} bytes (1 to 8) at {@code offset}: the first byte becomes
   * the most significant of the {@code length} low-order bytes.
   */
  public static long getImage(MemorySegment bytes, long offset, int length) {
    return switch (length) {
      case 1 -> bytes.get(BYTE, offset) & 0xffL;
      case 2 -> bytes.get(SHORT, offset) & 0xffffL;
      case 4 -> bytes.get(INT, offset) & 0xffff_ffffL;
      case 8 -> bytes.get(LONG, offset);
      default -> {
        long image = 0;
        for (int i = 0; i < length; i++) {
          image = image << 8 | (bytes.get(BYTE, offset + i) & 0xff);
        }
        yield image;
      }
    };
  }

  /**
   * Stores the {@code length} (1 to 8) low-order bytes of {@code image}, most significant first.
   */
  public static void putImage(MemorySegment bytes, long offset, int length, long image) {
    switch (length) {
      case 1 -> bytes.set(BYTE, offset, (byte) image);
      case 2 -> bytes.set(SHORT, offset, (short) image);
      case 4 -> bytes.set(INT, offset, (int) image);
      case 8 -> bytes.set(LONG, offset, image);
      default -> {
        for (int i = length - 1; i >= 0; i--) {
          bytes.set(BYTE, offset + i, (byte) image);
          image >>>= 8;
        }
      }
    }
  }
}
