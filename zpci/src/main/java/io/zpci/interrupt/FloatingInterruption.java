package io.zpci.interrupt;

import io.zpci.arch.InterruptionControls;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Floating adapter interruptions: any CPU may take one; an interruption of a subclass that is
 * pending already adds nothing. Thread safe, without locks: pending subclasses and both modes are
 * one word that is changed by compare-and-swap. Source: see {@link AdapterInterruption}.
 */
public final class FloatingInterruption implements AdapterInterruption {
  private static final int SINGLE_SHIFT = 8;
  private static final int NO_SHIFT = 16;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(FloatingInterruption.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final boolean suppression;
  private final Runnable kick;

  /** Bits 0-7 (least significant) pending, 8-15 single mode, 16-23 no mode. */
  private volatile int state;

  /**
   * A facility with nothing pending.
   *
   * @param suppression whether the machine has adapter-interruption suppression (facility 72);
   *     without it {@link #control} takes no operation and nothing is ever dropped
   * @param kick called after each injection that was not dropped: a CPU should look
   */
  public FloatingInterruption(boolean suppression, Runnable kick) {
    this.suppression = suppression;
    this.kick = kick;
  }

  @Override
  public boolean inject(int isc) {
    int subclass = subclass(isc);
    int before;
    int after;
    do {
      before = state;
      if ((before & subclass << NO_SHIFT) != 0) {
        return false;
      }
      after = before | subclass;
      if ((before & subclass << SINGLE_SHIFT) != 0) {
        after |= subclass << NO_SHIFT;
      }
    } while (!STATE.compareAndSet(this, before, after));
    kick.run();
    return true;
  }

  @Override
  public boolean forward(int isc) {
    int subclass = subclass(isc);
    int both = subclass << SINGLE_SHIFT | subclass << NO_SHIFT;
    int before;
    do {
      before = state;
      if ((before & both) == both) {
        return false;
      }
    } while (!STATE.compareAndSet(this, before, before | subclass));
    kick.run();
    return true;
  }

  @Override
  public boolean control(int operation, int isc) {
    if (!suppression
        || (operation != InterruptionControls.ALL && operation != InterruptionControls.SINGLE)) {
      return false;
    }
    int single = subclass(isc) << SINGLE_SHIFT;
    int none = subclass(isc) << NO_SHIFT;
    int before;
    int after;
    do {
      before = state;
      after = before & ~(single | none);
      if (operation == InterruptionControls.SINGLE) {
        after |= single;
      }
    } while (!STATE.compareAndSet(this, before, after));
    return true;
  }

  @Override
  public boolean suppression() {
    return suppression;
  }

  @Override
  public boolean isPending(int subclasses) {
    return (state & subclasses & ALL_SUBCLASSES) != 0;
  }

  @Override
  public int take(int subclasses) {
    int before;
    int taken;
    do {
      before = state;
      taken = Integer.highestOneBit(before & subclasses & ALL_SUBCLASSES);
      if (taken == 0) {
        return -1;
      }
    } while (!STATE.compareAndSet(this, before, before & ~taken));
    return Integer.numberOfLeadingZeros(taken) - (Integer.SIZE - SUBCLASSES);
  }

  @Override
  public int singleMode() {
    return state >>> SINGLE_SHIFT & ALL_SUBCLASSES;
  }

  @Override
  public int noMode() {
    return state >>> NO_SHIFT & ALL_SUBCLASSES;
  }

  private static int subclass(int isc) {
    return 0x80 >> isc & ALL_SUBCLASSES;
  }
}
