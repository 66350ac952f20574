package io.zpci.machine;

import io.zpci.recording.Recording;
import io.zpci.route.Route;
import java.util.List;

/** Issues a recording's guest operations as instructions through routes. */
public final class RouteReplay {
  private final List<Route> routes;

  /** A replay through {@code routes}. */
  public RouteReplay(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /**
   * What becomes of the recording on each route.
   *
   * @throws io.zpci.recording.RecordingException where the recording is not of kind function-operations
   */
  public List<RouteSummary> replay(Recording recording, Stack stack) {
    if (!routes.isEmpty()) {
      throw new IllegalStateException("not assembled " + stack + recording.file());
    }
    return List.of();
  }
}
