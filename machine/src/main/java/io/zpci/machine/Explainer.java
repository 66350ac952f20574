package io.zpci.machine;

import io.zpci.route.Route;
import io.zpci.workload.Issued;
import java.util.List;

/** Runs one operation through routes and says what each hand did to it. */
public final class Explainer {
  private final List<Route> routes;

  /** An explainer of {@code routes}. */
  public Explainer(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** What becomes of {@code issued} on each route, each on a machine of its own. */
  public List<Explanation> explain(Stack stack, DeviceModel device, Issued issued) {
    if (!routes.isEmpty()) {
      throw new IllegalStateException("not assembled " + stack + device + issued);
    }
    return List.of();
  }
}
