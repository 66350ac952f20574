package io.zpci.machine;

import io.zpci.ism.IsmFacts;
import io.zpci.recording.FunctionOperations;
import io.zpci.recording.Recording;
import io.zpci.route.Facts;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import java.util.List;

/**
 * Issues a recording's guest operations as instructions through routes: each pcistb, pcilg and
 * pcistg from its recorded source address, of which the low 12 bits matter. Mappings, resets and
 * SET_IRQS go straight to the function. The function is a plain ISM function, whatever the recorded
 * device had to add for its VMM.
 */
public final class RouteReplay {
  private final List<Route> routes;

  /** A replay through {@code routes}. */
  public RouteReplay(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * What becomes of the recording on each route, each on a machine of its own.
   *
   * @throws io.zpci.recording.RecordingException where the recording is not of kind
   *     function-operations
   */
  public List<RouteSummary> replay(Recording recording, Stack stack) {
    if (!recording.kind().equals(FunctionOperations.KIND)) {
      throw recording
          .header()
          .bad(
              "a recording of kind "
                  + FunctionOperations.KIND
                  + " was expected for a replay through routes, got "
                  + recording.kind());
    }
    FunctionOperations operations = FunctionOperations.parse(recording);
    return routes.stream().map(route -> replay(route, operations, stack)).toList();
  }

  private static RouteSummary replay(Route route, FunctionOperations operations, Stack stack) {
    Facts facts = new HostMachine(stack, Tap.NONE).facts(IsmFacts.plain(RouteRun.PCHID));
    RouteTally tally = new RouteTally(route.name(), route.plug(facts));
    String unavailable = route.unavailable(facts);
    if (unavailable != null) {
      return tally.unavailable(unavailable);
    }
    try (RouteRun run = new RouteRun(route, operations, stack, tally)) {
      run.run();
    }
    return tally.summary();
  }
}
