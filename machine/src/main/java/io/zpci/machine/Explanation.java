package io.zpci.machine;

import io.zpci.verdict.Arrival;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judgement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one route does to one operation.
 *
 * @param route the route's name
 * @param stack what it was tried with
 * @param plug what the VMM says when the function is plugged; null without a VMM
 * @param guest what the issuer was told; null where the route is unavailable
 * @param device what arrived, in order
 * @param judgement the verdict and whose hand it was
 * @param hands the tree of crossings; null where the route is unavailable
 */
public record Explanation(
    String route,
    Stack stack,
    @Nullable String plug,
    @Nullable GuestResult guest,
    List<Arrival> device,
    Judgement judgement,
    @Nullable Crossing hands) {
  public Explanation {
    device = List.copyOf(device);
  }
}
