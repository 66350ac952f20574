package io.zpci.scenario;

import io.zpci.trace.Cost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Facts that every step shows, whatever its kind: what became of the route, of the guest, and of
 * the step itself. Those of route and guest are the same at every step.
 */
public final class RunFacts {
  /** Of the route: what the VMM says. */
  public static final String PLUG = "plug";

  /** Of the route: why it cannot be taken. */
  public static final String UNAVAILABLE = "unavailable";

  /** Of the guest: how its kernel got on with the function before the workload. */
  public static final String BOOT = "boot";

  /** Of the step: what the guest's kernel said when it ended. */
  public static final String CRASH = "crash";

  /** Of the step: why it was not done. */
  public static final String NOT_DONE = "not-done";

  /** For what is not so. */
  static final String NO = "no";

  private static final List<Fact> ALL = all();

  private RunFacts() {}

  private static List<Fact> all() {
    List<Fact> facts = new ArrayList<>();
    facts.add(
        Fact.text(
            PLUG,
            "What the VMM says when the function is plugged: accepted, or refused and why; none"
                + " where the route has no VMM."));
    facts.add(Fact.text(UNAVAILABLE, "Why the route cannot be taken; no where it can."));
    facts.add(
        Fact.text(
            BOOT,
            "What registering the function's translation gave before the workload: ok, an errno as"
                + " -EIO, or off where the device is not booted."));
    facts.add(
        Fact.text(
            CRASH,
            "What the guest's kernel said when this step ended it; no where it goes on. Steps"
                + " behind it are not done."));
    facts.add(
        Fact.text(
            NOT_DONE,
            "Why the step was not done: nobody on this route issues such an operation, or the guest"
                + " does not run any more; no where it was done."));
    Arrays.stream(Cost.values())
        .map(cost -> Fact.number(cost.word(), "How often the step paid for this kind of crossing."))
        .forEach(facts::add);
    return List.copyOf(facts);
  }

  /** All of them, in the order that documentation lists them. */
  public static List<Fact> list() {
    return ALL;
  }
}
