package io.zpci.machine;

import io.zpci.ism.IsmFacts;
import io.zpci.recording.FunctionOperations;
import io.zpci.recording.Recording;
import io.zpci.route.Facts;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import io.zpci.workload.Issued;
import java.util.List;

/**
 * Issues a recording's guest operations as instructions through routes: each pcistb, pcilg and
 * pcistg from its recorded source address, of which the low 12 bits matter; of kind
 * issued-operations, each operation as what it is. Mappings, resets and SET_IRQS go straight to the
 * function. The function is a plain ISM function, whatever the recorded device had to add for its
 * VMM.
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
   * @throws io.zpci.recording.RecordingException where the recording is of another kind than
   *     function-operations and issued-operations
   */
  public List<RouteSummary> replay(Recording recording, Stack stack) {
    return replay(recording, stack, RunListener.NONE);
  }

  /**
   * The same, telling {@code listener} of each operation on each route, as it is done.
   *
   * @throws io.zpci.recording.RecordingException where the recording is of another kind than
   *     function-operations and issued-operations
   */
  public List<RouteSummary> replay(Recording recording, Stack stack, RunListener listener) {
    if (recording.kind().equals(IssuedOperations.KIND)) {
      IssuedOperations operations = IssuedOperations.parse(recording);
      return routes.stream().map(route -> replay(route, operations, stack, listener)).toList();
    }
    if (!recording.kind().equals(FunctionOperations.KIND)) {
      throw recording
          .header()
          .bad(
              "a recording of kind "
                  + FunctionOperations.KIND
                  + " or "
                  + IssuedOperations.KIND
                  + " was expected for a replay through routes, got "
                  + recording.kind());
    }
    FunctionOperations operations = FunctionOperations.parse(recording);
    return routes.stream().map(route -> replay(route, operations, stack, listener)).toList();
  }

  private static RouteSummary replay(
      Route route, FunctionOperations operations, Stack stack, RunListener listener) {
    Facts facts = new HostMachine(stack, Tap.NONE).facts(IsmFacts.plain(RouteRun.PCHID));
    RouteTally tally = new RouteTally(route.name(), route.plug(facts), listener);
    String unavailable = route.unavailable(facts);
    listener.route(new RouteStart(route.name(), stack, route.plug(facts), unavailable));
    if (unavailable != null) {
      return tally.unavailable(unavailable);
    }
    try (RouteRun run = new RouteRun(route, operations, stack, tally)) {
      run.run();
    }
    return tally.summary();
  }

  private static RouteSummary replay(
      Route route, IssuedOperations operations, Stack stack, RunListener listener) {
    Facts facts = new HostMachine(stack, Tap.NONE).facts(SequenceRunner.facts(operations.device()));
    RouteTally tally = new RouteTally(route.name(), route.plug(facts), listener);
    String unavailable = route.unavailable(facts);
    listener.route(new RouteStart(route.name(), stack, route.plug(facts), unavailable));
    if (unavailable != null) {
      return tally.unavailable(unavailable);
    }
    return new SequenceRunner(route, stack, operations.device())
        .onItsRoute(run -> {
          operations.steps().forEach(step -> issue(run, step, tally));
          return tally.summary();
        });
  }

  private static void issue(SequenceRun run, IssuedOperations.Step step, RouteTally tally) {
    Issued issued = step.issued();
    String missing = run.missing(issued);
    SequenceFailure.OfOperation done = run.judge(issued);
    if (missing != null) {
      tally.noIssuer(step.line().number(), issued, missing);
    } else if (done != null) {
      tally.issued(step.line().number(), issued, done.told(), done.hands(), done.judgement());
    }
  }
}
