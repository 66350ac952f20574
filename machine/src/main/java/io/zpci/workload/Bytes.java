package io.zpci.workload;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes in memory order, as a value: compared by content, never changed. */
public final class Bytes {
  /** No bytes. */
  public static final Bytes NONE = new Bytes(new byte[0]);

  private static final int SHOWN = 16;

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A copy of {@code bytes}. */
  public static Bytes of(byte[] bytes) {
    return bytes.length == 0 ? NONE : new Bytes(bytes.clone());
  }

  /**
   * The bytes that {@code hex} spells, two digits a byte.
   *
   * @throws IllegalArgumentException where it does not
   */
  public static Bytes ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /** {@code size} bytes that count up from {@code first}, modulo 256. */
  public static Bytes counting(int first, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (first + i);
    }
    return new Bytes(bytes);
  }

  /** How many. */
  public int size() {
    return bytes.length;
  }

  /** The byte at {@code index}, 0 to 255. */
  public int at(int index) {
    return bytes[index] & 0xff;
  }

  /** Whether every byte is 0xff, and there is one. */
  public boolean allOnes() {
    for (byte each : bytes) {
      if (each != -1) {
        return false;
      }
    }
    return bytes.length > 0;
  }

  /** Copies all bytes into {@code target} from {@code at} on. */
  public void copyTo(MemorySegment target, long at) {
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, target, at, bytes.length);
  }

  /** A fresh array. */
  public byte[] toArray() {
    return bytes.clone();
  }

  /** Two lower-case digits a byte. */
  public String toHex() {
    return HexFormat.of().formatHex(bytes);
  }

  /** The first 16 bytes as {@link #toHex}; behind them {@code ..} where there are more. */
  public String toShortHex() {
    String hex = toHex();
    return bytes.length <= SHOWN ? hex : hex.substring(0, 2 * SHOWN) + "..";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
