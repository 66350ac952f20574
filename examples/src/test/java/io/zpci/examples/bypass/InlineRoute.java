package io.zpci.examples.bypass;

import io.zpci.linux.LinuxIo;
import io.zpci.route.RegionRoute;
import io.zpci.trace.Tap;
import io.zpci.vfio.RegionAccess;

/** A bypass whose requests carry their data: one write of a region becomes one PCISTB. */
public final class InlineRoute implements RegionRoute {
  @Override
  public String name() {
    return "inline-region";
  }

  @Override
  public String description() {
    return "an example: header and data in one write of a region, which makes one PCISTB of it";
  }

  @Override
  public InlineRegion region(LinuxIo host, Tap tap) {
    return new InlineRegion(host);
  }

  @Override
  public InlineRequests requests(RegionAccess region) {
    return new InlineRequests(region);
  }
}
