package io.zpci.fault;

import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.ProcessRoute;
import io.zpci.vfio.VfioDevice;
import org.jspecify.annotations.Nullable;

/** A process's route whose device has faults in front. */
final class FaultyProcessRoute implements ProcessRoute {
  private final ProcessRoute route;
  private final Faults faults;

  FaultyProcessRoute(ProcessRoute route, Faults faults) {
    this.route = route;
    this.faults = faults;
  }

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
  public @Nullable String plug(Facts facts) {
    return route.plug(facts);
  }

  @Override
  public VfioDevice open(Below host, Facts facts) {
    return faults.device(route.open(host, facts), facts.tap());
  }
}
