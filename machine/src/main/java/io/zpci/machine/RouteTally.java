package io.zpci.machine;

import io.zpci.arch.Rule;
import io.zpci.trace.Hand;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Issued;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts what one route makes of a recording, and passes it on. */
final class RouteTally implements RouteRun.Sink {
  private final String route;
  private final @Nullable String plug;
  private final RunListener listener;
  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private final List<Cause> causes = new ArrayList<>();
  private final Set<String> unverified = new LinkedHashSet<>();
  private int operations;
  private final ArrivalCounts arrivals = new ArrivalCounts();
  private RouteSummary.@Nullable FirstBreak firstBreak;

  /** Why operations ended as they did, and how many. */
  private static final class Cause {
    final Verdict verdict;
    final @Nullable String brokenBy;
    final @Nullable String rule;
    final String statement;
    int operations;
    int blocks;

    Cause(Verdict verdict, @Nullable String brokenBy, @Nullable String rule, String statement) {
      this.verdict = verdict;
      this.brokenBy = brokenBy;
      this.rule = rule;
      this.statement = statement;
    }

    boolean is(Judgement judgement, @Nullable String hand, String words) {
      return verdict == judgement.verdict()
          && Objects.equals(brokenBy, hand)
          && Objects.equals(rule, judgement.rule())
          && statement.equals(words);
    }

    RouteSummary.Reason reason() {
      return new RouteSummary.Reason(verdict, brokenBy, rule, statement, blocks, operations);
    }
  }

  RouteTally(String route, @Nullable String plug, RunListener listener) {
    this.route = route;
    this.plug = plug;
    this.listener = listener;
  }

  @Override
  public void issued(
      int line, Issued issued, GuestResult told, Crossing root, Judgement judgement) {
    arrivals.add(Judge.arrivals(root));
    String statement = Judge.biting(root).map(Rule::statement).orElse("");
    count(line, issued, judgement, statement);
    unverified.addAll(judgement.unverified());
    listener.operation(new RanOperation(line, issued, told, root, judgement));
  }

  @Override
  public void noIssuer(int line, Issued issued, String why) {
    count(line, issued, Judgement.unavailable(why), why);
    listener.notIssued(line, issued, why);
  }

  private void count(int line, Issued issued, Judgement judgement, String statement) {
    operations++;
    verdicts.merge(judgement.verdict(), 1, Integer::sum);
    Hand hand = judgement.brokenBy();
    String brokenBy = hand == null ? null : hand.name();
    boolean whole = judgement.verdict() == Verdict.DELIVERED && brokenBy == null;
    if (whole && judgement.rule() == null) {
      return;
    }
    Cause cause = cause(judgement, brokenBy, statement);
    cause.operations++;
    if (issued.operation().isBlock()) {
      cause.blocks++;
    }
    if (firstBreak == null && !whole) {
      firstBreak =
          new RouteSummary.FirstBreak(
              line,
              issued.describe(),
              judgement.verdict(),
              brokenBy,
              judgement.rule(),
              judgement.why());
    }
  }

  private Cause cause(Judgement judgement, @Nullable String brokenBy, String statement) {
    for (Cause known : causes) {
      if (known.is(judgement, brokenBy, statement)) {
        return known;
      }
    }
    Cause added = new Cause(judgement.verdict(), brokenBy, judgement.rule(), statement);
    causes.add(added);
    return added;
  }

  RouteSummary unavailable(String why) {
    return summary(why);
  }

  RouteSummary summary() {
    return summary(null);
  }

  private RouteSummary summary(@Nullable String unavailable) {
    List<RouteSummary.Reason> reasons =
        causes.stream()
            .map(Cause::reason)
            .sorted((one, other) -> Integer.compare(other.count(), one.count()))
            .toList();
    return new RouteSummary(
        route,
        unavailable,
        plug,
        operations,
        arrivals.blocks(),
        arrivals.stores(),
        arrivals.loads(),
        arrivals.mio(),
        of(Verdict.DELIVERED),
        of(Verdict.CUT),
        of(Verdict.CORRUPTED),
        of(Verdict.REFUSED),
        of(Verdict.LOST),
        firstBreak,
        reasons,
        List.copyOf(unverified));
  }

  private int of(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }
}
