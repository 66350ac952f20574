package io.zpci.function;

import io.zpci.arch.Register;
import java.lang.foreign.MemorySegment;

/**
 * Passes every access to a function on as it is; a decorator extends it and overrides what it
 * changes or watches.
 */
public class PassingFunction implements PciFunction {
  private final PciFunction below;

  /** Passes on to {@code below}. */
  protected PassingFunction(PciFunction below) {
    this.below = below;
  }

  @Override
  public FunctionFacts facts() {
    return below.facts();
  }

  @Override
  public void connect(Dma dma, Msi msi) {
    below.connect(dma, msi);
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    return below.load(space, offset, length, loaded);
  }

  @Override
  public int store(int space, long offset, int length, long value) {
    return below.store(space, offset, length, value);
  }

  @Override
  public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
    return below.storeBlock(space, offset, data, at, length);
  }

  @Override
  public void reset() {
    below.reset();
  }

  @Override
  public void recover() {
    below.recover();
  }
}
