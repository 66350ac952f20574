package io.zpci.scenario;

import io.zpci.arch.Register;
import io.zpci.linux.IoAccessors;
import io.zpci.vfio.VfioDevice;
import java.util.ArrayList;
import java.util.List;

/**
 * The accessors of a host whose device has an expansion ROM: each byte is the low byte of its own
 * offset, and every access to it is kept. A host's kernel maps the ROM for each read anew.
 */
final class RomAccessors implements IoAccessors {
  /** Where no BAR is mapped. */
  private static final long BASE = 0x7f00_0000_0000_0000L;

  private final IoAccessors below;
  private final long size;
  private final List<String> reads = new ArrayList<>();

  /** {@code below}, with a ROM of {@code size} bytes. */
  RomAccessors(IoAccessors below, long size) {
    this.below = below;
    this.size = size;
  }

  /** The reads of the ROM, in order: {@code rom 0x8 8}. */
  List<String> reads() {
    return List.copyOf(reads);
  }

  @Override
  public long iomap(int bar) {
    return bar == VfioDevice.ROM_REGION ? BASE : below.iomap(bar);
  }

  @Override
  public void iounmap(long address) {
    if (address != BASE) {
      below.iounmap(address);
    }
  }

  @Override
  public long ioreadBe(long address, int width) {
    long offset = address - BASE;
    if (offset < 0 || offset > size - width) {
      return below.ioreadBe(address, width);
    }
    reads.add("rom 0x%x %d".formatted(offset, width));
    long image = 0;
    for (long at = offset; at < offset + width; at++) {
      image = (image << Byte.SIZE) | (at & 0xff);
    }
    return image;
  }

  @Override
  public void iowriteBe(long address, int width, long value) {
    below.iowriteBe(address, width, value);
  }

  @Override
  public int configRead(int where, int size, Register value) {
    return below.configRead(where, size, value);
  }

  @Override
  public int configWrite(int where, int size, int value) {
    return below.configWrite(where, size, value);
  }
}
