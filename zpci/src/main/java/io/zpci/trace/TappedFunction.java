package io.zpci.trace;

import io.zpci.arch.Register;
import io.zpci.function.PassingFunction;
import io.zpci.function.PciFunction;
import java.lang.foreign.MemorySegment;

/** A function with a tap in front of it: each access enters {@link Hand#DEVICE}. */
public final class TappedFunction extends PassingFunction {
  private final Tap tap;

  /** {@code below}, seen by {@code tap}. */
  public TappedFunction(PciFunction below, Tap tap) {
    super(below);
    this.tap = tap;
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    tap.enter(Hand.DEVICE, Operation.LOAD, space, offset, length, null, 0, 0);
    int outcome = super.load(space, offset, length, loaded);
    tap.exit(outcome, loaded.get());
    return outcome;
  }

  @Override
  public int store(int space, long offset, int length, long value) {
    tap.enter(Hand.DEVICE, Operation.STORE, space, offset, length, null, 0, value);
    int outcome = super.store(space, offset, length, value);
    tap.exit(outcome, 0);
    return outcome;
  }

  @Override
  public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
    tap.enter(Hand.DEVICE, Operation.BLOCK, space, offset, length, data, at, 0);
    int outcome = super.storeBlock(space, offset, data, at, length);
    tap.exit(outcome, 0);
    return outcome;
  }
}
