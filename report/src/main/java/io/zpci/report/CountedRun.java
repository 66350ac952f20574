package io.zpci.report;

import io.zpci.arch.Rule;
import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.machine.RuleTable;
import io.zpci.machine.RunListener;
import io.zpci.trace.Hand;
import io.zpci.verdict.Crossing;
import io.zpci.workload.Issued;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A whole run, counted while it runs: route by route, and the rules that were broken. Of the
 * operations themselves it keeps one for each route, the first that broke.
 */
final class CountedRun implements RunListener {
  private final List<CountedRoute> routes = new ArrayList<>();
  private final Map<Rule, RuleUse> rules = new LinkedHashMap<>();
  private final Lanes lanes = new Lanes();
  private int operations;

  CountedRun() {}

  /** How often a rule was broken. */
  static final class RuleUse {
    private final Set<Hand> hands = new LinkedHashSet<>();
    private int broken;
    private int decided;

    private RuleUse() {}

    /** Where, in the order in which hands were first seen. */
    Set<Hand> hands() {
      return Collections.unmodifiableSet(hands);
    }

    /** How many operations broke it. */
    int broken() {
      return broken;
    }

    /** How many operations it decided. */
    int decided() {
      return decided;
    }
  }

  @Override
  public void route(RouteStart start) {
    routes.add(new CountedRoute(start, operations));
  }

  @Override
  public void operation(RanOperation ran) {
    operations++;
    routes.getLast().add(ran);
    lanes.add(routes.size(), ran.hands());
    Map<Rule, Set<Hand>> own = new LinkedHashMap<>();
    collect(ran.hands(), own);
    String deciding = ran.judgement().rule();
    if (deciding != null && own.keySet().stream().noneMatch(rule -> rule.id().equals(deciding))) {
      // A rule that no hand can see broken is the judge's alone.
      RuleTable.all().stream()
          .filter(rule -> rule.id().equals(deciding))
          .findFirst()
          .ifPresent(rule -> own.put(rule, Set.of()));
    }
    own.forEach((rule, hands) -> {
      RuleUse use = rules.computeIfAbsent(rule, _ -> new RuleUse());
      use.broken++;
      use.decided += rule.id().equals(deciding) ? 1 : 0;
      use.hands.addAll(hands);
    });
  }

  @Override
  public void notIssued(int line, Issued issued, String why) {
    operations++;
    routes.getLast().notIssued(line, issued, why);
  }

  private static void collect(Crossing crossing, Map<Rule, Set<Hand>> into) {
    for (Rule rule : crossing.broken()) {
      into.computeIfAbsent(rule, _ -> new LinkedHashSet<>()).add(crossing.hand());
    }
    crossing.children().forEach(child -> collect(child, into));
  }

  /** In the order in which they ran. */
  List<CountedRoute> routes() {
    return Collections.unmodifiableList(routes);
  }

  /** Each rule that was broken, in the order in which that happened first. */
  Map<Rule, RuleUse> rules() {
    return Collections.unmodifiableMap(rules);
  }

  /** The hands in columns. */
  Lanes lanes() {
    return lanes;
  }

  /** How many operations there were, issued or not, on all routes. */
  int operations() {
    return operations;
  }

  /**
   * The first operation that broke: of those that were not delivered or that a hand changed; where
   * there is none, of those that broke a rule all the same; where there is none of these either, of
   * those that nobody issues. Null where every operation arrived as it was issued.
   */
  @Nullable BrokenOperation firstBreak() {
    BrokenOperation found = first(CountedRoute::first);
    found = found == null ? first(CountedRoute::firstOfRule) : found;
    return found == null ? first(CountedRoute::firstNotIssued) : found;
  }

  private @Nullable BrokenOperation first(Function<CountedRoute, @Nullable BrokenOperation> of) {
    return routes.stream().map(of).filter(Objects::nonNull).findFirst().orElse(null);
  }
}
