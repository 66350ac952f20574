package io.zpci.route;

import io.zpci.trace.Cost;
import io.zpci.trace.Tap;
import io.zpci.vfio.RegionAccess;
import java.lang.foreign.MemorySegment;

/** A region of which each access costs a call; whoever calls it has told the tap what it is. */
final class CostedRegion implements RegionAccess {
  private final RegionAccess below;
  private final Tap tap;
  private final Cost[] costs;

  /** {@code below}; {@code costs} are told to {@code tap} at each access. */
  CostedRegion(RegionAccess below, Tap tap, Cost... costs) {
    this.below = below;
    this.tap = tap;
    this.costs = costs.clone();
  }

  @Override
  public long pread(long position, MemorySegment buffer, long at, long count) {
    Cost.tell(costs, tap);
    return below.pread(position, buffer, at, count);
  }

  @Override
  public long pwrite(long position, MemorySegment buffer, long at, long count) {
    Cost.tell(costs, tap);
    return below.pwrite(position, buffer, at, count);
  }
}
