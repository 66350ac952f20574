package io.zpci.ism;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/** Sixteen megabytes of I/O addresses from {@link #BASE} on, mapped unless a test unmaps them. */
final class GuestMemory implements Dma {
  static final long BASE = 0x1_0000_0000L;
  private static final int SIZE = 16 << 20;
  private static final int PAGE = 4096;

  private final MemorySegment bytes = MemorySegment.ofArray(new long[SIZE / 8]);
  private final boolean[] unmapped = new boolean[SIZE / PAGE];
  private final StringBuilder log = new StringBuilder();

  void unmap(long address) {
    unmapped[(int) (address - BASE) / PAGE] = true;
  }

  long u64(long address) {
    return bytes.get(Layouts.LONG, address - BASE);
  }

  int u32(long address) {
    return bytes.get(Layouts.INT, address - BASE);
  }

  int u16(long address) {
    return bytes.get(Layouts.SHORT, address - BASE) & 0xffff;
  }

  int u8(long address) {
    return bytes.get(Layouts.BYTE, address - BASE) & 0xff;
  }

  void u8(long address, int value) {
    bytes.set(Layouts.BYTE, address - BASE, (byte) value);
  }

  /**
   * The order of all writes since the last call: {@code w} a write, {@code o} an OR, with offsets
   * from BASE.
   */
  String log() {
    String text = log.toString().strip();
    log.setLength(0);
    return text;
  }

  @Override
  public int read(long address, MemorySegment target, long at, long length) {
    int pec = check(address, length);
    if (pec == 0) {
      MemorySegment.copy(bytes, address - BASE, target, at, length);
    }
    return pec;
  }

  @Override
  public int write(long address, MemorySegment source, long at, long length) {
    int pec = check(address, length);
    if (pec == 0) {
      MemorySegment.copy(source, at, bytes, address - BASE, length);
      log.append(" w").append(Long.toHexString(address - BASE)).append('+').append(length);
    }
    return pec;
  }

  @Override
  public int or(long address, int bits, Register previous) {
    int pec = check(address, 4);
    if (pec == 0) {
      long at = address - BASE;
      previous.set((int) Layouts.ATOMIC_INT.getAndBitwiseOr(bytes, at, bits) & 0xffff_ffffL);
      log.append(" o").append(Long.toHexString(at)).append('|').append(Integer.toHexString(bits));
    }
    return pec;
  }

  @Override
  public int check(long address, long length) {
    if (address < BASE || length > SIZE || address - BASE > SIZE - length) {
      return OUT_OF_RANGE;
    }
    for (long page = (address - BASE) / PAGE;
        page <= (address - BASE + length - 1) / PAGE;
        page++) {
      if (unmapped[(int) page]) {
        return PROTECTED;
      }
    }
    return 0;
  }
}
