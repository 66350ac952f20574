package io.zpci.fault;

import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.ProcessRoute;
import io.zpci.vfio.VfioDevice;
import org.jspecify.annotations.Nullable;

/** A process's route that shows the device it opened. */
record SpiedRoute(ProcessRoute route, VfioDevice[] opened) implements ProcessRoute {
  @Override
  public String name() {
    return route.name();
  }

  @Override
  public String description() {
    return route.description();
  }

  @Override
  public int order() {
    return route.order();
  }

  @Override
  public @Nullable String unavailable(Facts facts) {
    return route.unavailable(facts);
  }

  @Override
  public VfioDevice open(Below host, Facts facts) {
    opened[0] = route.open(host, facts);
    return opened[0];
  }
}
