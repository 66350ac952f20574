package io.zpci.ism;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import java.lang.foreign.MemorySegment;

/** What a function has before it is connected: no address reaches anything, no message arrives. */
final class Unconnected implements Dma {
  static final Dma DMA = new Unconnected();

  static final Msi MSI = vector -> {};

  private Unconnected() {}

  @Override
  public int read(long address, MemorySegment target, long at, long length) {
    return OUT_OF_RANGE;
  }

  @Override
  public int write(long address, MemorySegment source, long at, long length) {
    return OUT_OF_RANGE;
  }

  @Override
  public int or(long address, int bits, Register previous) {
    return OUT_OF_RANGE;
  }

  @Override
  public int check(long address, long length) {
    return OUT_OF_RANGE;
  }
}
