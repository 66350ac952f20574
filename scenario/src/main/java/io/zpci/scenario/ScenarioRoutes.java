package io.zpci.scenario;

import io.zpci.machine.Routes;
import io.zpci.route.Route;
import io.zpci.route.VfioPciProcessRoute;
import java.util.ArrayList;
import java.util.List;

/** Routes that a scenario can name. */
final class ScenarioRoutes {
  private ScenarioRoutes() {}

  /** All of {@link Routes}, and a process on generic vfio-pci, which "all" does not mean. */
  static List<Route> named() {
    List<Route> routes = new ArrayList<>(Routes.all());
    routes.add(new VfioPciProcessRoute());
    return routes;
  }
}
