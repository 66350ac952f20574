package io.zpci.tests.interleaving;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import java.lang.foreign.MemorySegment;

/** A function's way to storage under a mutation: a test overrides what is wrong. */
abstract class AlteredDma implements Dma {
  private final Dma dma;

  AlteredDma(Dma dma) {
    this.dma = dma;
  }

  @Override
  public int read(long address, MemorySegment target, long at, long length) {
    return dma.read(address, target, at, length);
  }

  @Override
  public int write(long address, MemorySegment source, long at, long length) {
    return dma.write(address, source, at, length);
  }

  @Override
  public int or(long address, int bits, Register previous) {
    return dma.or(address, bits, previous);
  }

  @Override
  public int check(long address, long length) {
    return dma.check(address, length);
  }
}
