package io.zpci.trace;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import java.lang.foreign.MemorySegment;

/** A function with a tap in front of it: each access enters {@link Hand#DEVICE}. */
public final class TappedFunction implements PciFunction {
  private final PciFunction below;
  private final Tap tap;

  /** {@code below}, seen by {@code tap}. */
  public TappedFunction(PciFunction below, Tap tap) {
    this.below = below;
    this.tap = tap;
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
    tap.enter(Hand.DEVICE, Operation.LOAD, space, offset, length, null, 0, 0);
    int outcome = below.load(space, offset, length, loaded);
    tap.exit(outcome, loaded.get());
    return outcome;
  }

  @Override
  public int store(int space, long offset, int length, long value) {
    tap.enter(Hand.DEVICE, Operation.STORE, space, offset, length, null, 0, value);
    int outcome = below.store(space, offset, length, value);
    tap.exit(outcome, 0);
    return outcome;
  }

  @Override
  public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
    tap.enter(Hand.DEVICE, Operation.BLOCK, space, offset, length, data, at, 0);
    int outcome = below.storeBlock(space, offset, data, at, length);
    tap.exit(outcome, 0);
    return outcome;
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
