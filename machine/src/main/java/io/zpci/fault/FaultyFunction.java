package io.zpci.fault;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.PassingFunction;
import io.zpci.function.PciFunction;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;

/** A function with faults in front of its accesses; they are counted for messages that are held. */
final class FaultyFunction extends PassingFunction {
  private final AccessSite<Effect.OnAccess> site;
  private final Faults faults;
  private final Held held;
  private final Tap tap;

  FaultyFunction(
      PciFunction below, AccessSite<Effect.OnAccess> site, Faults faults, Held held, Tap tap) {
    super(below);
    this.site = site;
    this.faults = faults;
    this.held = held;
    this.tap = tap;
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    held.begin();
    site.access().set(Operation.LOAD, space, offset, length, null, 0, 0);
    Placed<AccessCondition, Effect.OnAccess> hit = site.hit();
    int outcome =
        hit == null
            ? super.load(space, offset, length, loaded)
            : faults.ends(hit, site.access(), loaded, tap);
    held.end();
    return outcome;
  }

  @Override
  public int store(int space, long offset, int length, long value) {
    held.begin();
    site.access().set(Operation.STORE, space, offset, length, null, 0, value);
    Placed<AccessCondition, Effect.OnAccess> hit = site.hit();
    int outcome =
        hit == null
            ? super.store(space, offset, length, value)
            : faults.ends(hit, site.access(), null, tap);
    held.end();
    return outcome;
  }

  @Override
  public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
    held.begin();
    site.access().set(Operation.BLOCK, space, offset, length, data, at, 0);
    Placed<AccessCondition, Effect.OnAccess> hit = site.hit();
    int outcome;
    if (hit == null) {
      outcome = super.storeBlock(space, offset, data, at, length);
    } else if (hit.effect() instanceof Effect.Torn(int cut)) {
      outcome =
          torn(faults.tears(hit.fault(), cut, site.access(), tap), space, offset, data, at, length);
    } else {
      outcome = faults.ends(hit, site.access(), null, tap);
    }
    held.end();
    return outcome;
  }

  private int torn(int first, int space, long offset, MemorySegment data, long at, int length) {
    site.goesOn();
    int outcome = super.storeBlock(space, offset, data, at, first);
    if (outcome == Outcome.OK) {
      outcome = super.storeBlock(space, offset + first, data, at + first, length - first);
    }
    tap.exit(outcome, 0);
    return outcome;
  }
}
