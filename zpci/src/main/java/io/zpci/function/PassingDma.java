package io.zpci.function;

import io.zpci.arch.Register;
import java.lang.foreign.MemorySegment;

/**
 * Passes every access to memory on as it is; a decorator extends it and overrides what it changes
 * or watches.
 */
public class PassingDma implements Dma {
  private final Dma reached;

  /** Passes on to {@code reached}. */
  protected PassingDma(Dma reached) {
    this.reached = reached;
  }

  @Override
  public int read(long address, MemorySegment target, long at, long length) {
    return reached.read(address, target, at, length);
  }

  @Override
  public int write(long address, MemorySegment source, long at, long length) {
    return reached.write(address, source, at, length);
  }

  @Override
  public int or(long address, int bits, Register previous) {
    return reached.or(address, bits, previous);
  }

  @Override
  public int check(long address, long length) {
    return reached.check(address, length);
  }
}
