package io.zpci.vfio;

import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;

/** A region with a tap in front of it: each access enters the given hand and costs a call. */
public final class TappedRegion implements RegionAccess {
  private final RegionAccess below;
  private final int space;
  private final Hand hand;
  private final Tap tap;
  private final Cost[] costs;

  /**
   * {@code below} seen by {@code tap}.
   *
   * @param space the PCI address space that the region stands for, or the region's index where it
   *     stands for none
   * @param hand who serves the region
   * @param costs what a call costs
   */
  public TappedRegion(RegionAccess below, int space, Hand hand, Tap tap, Cost... costs) {
    this.below = below;
    this.space = space;
    this.hand = hand;
    this.tap = tap;
    this.costs = costs.clone();
  }

  @Override
  public long pread(long position, MemorySegment buffer, long at, long count) {
    tap.enter(hand, Operation.PREAD, space, position, (int) count, buffer, at, 0);
    Cost.tell(costs, tap);
    long result = below.pread(position, buffer, at, count);
    tap.exit(result, 0);
    return result;
  }

  @Override
  public long pwrite(long position, MemorySegment buffer, long at, long count) {
    tap.enter(hand, Operation.PWRITE, space, position, (int) count, buffer, at, 0);
    Cost.tell(costs, tap);
    long result = below.pwrite(position, buffer, at, count);
    tap.exit(result, 0);
    return result;
  }
}
