package io.zpci.linux;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Register;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;

/**
 * A kernel's accessors with a tap in front of them: each access to a mapped BAR enters the given
 * hand.
 */
public final class TappedAccessors implements IoAccessors {
  private static final long HIGHEST = -1;

  private final IoAccessors below;
  private final Hand hand;
  private final Tap tap;
  private final long[] bases = new long[AddressSpace.BARS];

  /** The BAR that was accessed last. */
  private int last;

  /** Where what is that BAR's begins, and how many bytes there are to the next higher base. */
  private long start;

  private long room;

  /** {@code below}, which is {@code hand}, seen by {@code tap}. */
  public TappedAccessors(IoAccessors below, Hand hand, Tap tap) {
    this.below = below;
    this.hand = hand;
    this.tap = tap;
  }

  @Override
  public long iomap(int bar) {
    long base = below.iomap(bar);
    if (AddressSpace.isBar(bar)) {
      bases[bar] = base;
      room = 0;
    }
    return base;
  }

  @Override
  public void iounmap(long address) {
    below.iounmap(address);
  }

  @Override
  public long ioreadBe(long address, int width) {
    int bar = bar(address);
    tap.enter(hand, Operation.IOREAD, bar, address - bases[bar], width, null, 0, 0);
    long value = below.ioreadBe(address, width);
    tap.exit(0, value);
    return value;
  }

  @Override
  public void iowriteBe(long address, int width, long value) {
    int bar = bar(address);
    tap.enter(hand, Operation.IOWRITE, bar, address - bases[bar], width, null, 0, value);
    below.iowriteBe(address, width, value);
    tap.exit(0, 0);
  }

  @Override
  public int configRead(int where, int size, Register value) {
    tap.enter(hand, Operation.IOREAD, AddressSpace.CONFIG, where, size, null, 0, 0);
    int result = below.configRead(where, size, value);
    tap.exit(result, IoAccessors.swap(value.get(), size));
    return result;
  }

  @Override
  public int configWrite(int where, int size, int value) {
    tap.enter(
        hand,
        Operation.IOWRITE,
        AddressSpace.CONFIG,
        where,
        size,
        null,
        0,
        IoAccessors.swap(value, size));
    int result = below.configWrite(where, size, value);
    tap.exit(result, 0);
    return result;
  }

  /** The mapped BAR with the highest base not above {@code address}; mappings do not overlap. */
  private int bar(long address) {
    return Long.compareUnsigned(address - start, room) < 0 ? last : search(address);
  }

  private int search(long address) {
    int found = 0;
    long best = 0;
    long next = HIGHEST;
    for (int bar = 0; bar < bases.length; bar++) {
      long base = bases[bar];
      if (base != NULL && Long.compareUnsigned(base, address) > 0) {
        next = Long.compareUnsigned(base, next) < 0 ? base : next;
      } else if (base != NULL && Long.compareUnsigned(base, best) >= 0) {
        found = bar;
        best = base;
      }
    }
    last = found;
    start = best;
    room = next - best;
    return found;
  }
}
