package io.zpci.report;

import io.zpci.machine.Explanation;
import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.machine.RunListener;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.workload.Issued;
import java.util.List;

/** Explanations of one operation as a run of one step on each route. */
public final class ExplainedRun {
  private static final int STEP = 1;

  private ExplainedRun() {}

  /** Tells {@code listener} what became of {@code issued} on each route, in order. */
  public static void tell(RunListener listener, Issued issued, List<Explanation> explanations) {
    for (Explanation each : explanations) {
      Crossing hands = each.hands();
      GuestResult told = each.guest();
      boolean there = hands != null && told != null;
      String unavailable = there ? null : each.judgement().why();
      listener.route(new RouteStart(each.route(), each.stack(), each.plug(), unavailable));
      if (hands != null && told != null) {
        listener.operation(new RanOperation(STEP, issued, told, hands, each.judgement()));
      }
    }
  }
}
