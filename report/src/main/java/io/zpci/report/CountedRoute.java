package io.zpci.report;

import io.zpci.arch.Rule;
import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Issued;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one route made of a run, counted while it runs. */
final class CountedRoute {
  private final RouteStart start;
  private final int from;
  private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
  private final Map<Hand, Long> crossings = new LinkedHashMap<>();
  private final Map<Cost, Long> costs = new EnumMap<>(Cost.class);
  private final Map<Cause, Tally> causes = new LinkedHashMap<>();
  private final Set<String> unverified = new LinkedHashSet<>();
  private final Arrived arrived = new Arrived();
  private int operations;
  private @Nullable BrokenOperation first;
  private @Nullable BrokenOperation firstOfRule;
  private @Nullable BrokenOperation firstNotIssued;

  /** Begins with the run's operation number {@code from}. */
  CountedRoute(RouteStart start, int from) {
    this.start = start;
    this.from = from;
  }

  /**
   * Why operations ended as they did.
   *
   * @param statement what the rule asks for, or why nobody issues such an operation; may be empty
   */
  record Cause(Verdict verdict, @Nullable Hand by, @Nullable String rule, String statement) {}

  /** How often, and where first. */
  static final class Tally {
    private final int number;
    private final int line;
    private final String operation;
    private int count;

    private Tally(int number, int line, String operation) {
      this.number = number;
      this.line = line;
      this.operation = operation;
    }

    int count() {
      return count;
    }

    /** Number of the first in the run, from 0. */
    int number() {
      return number;
    }

    /** Line or step of the first. */
    int line() {
      return line;
    }

    /** The first, for people. */
    String operation() {
      return operation;
    }
  }

  /** What reached the end, by kind: by handle as blocks, stores and loads, by MIO of any kind. */
  static final class Arrived {
    private long blocks;
    private long stores;
    private long loads;
    private long mio;

    private void add(Arrival arrival) {
      if (arrival.mio()) {
        mio++;
      } else if (arrival.operation().isBlock()) {
        blocks++;
      } else if (arrival.operation().isStore()) {
        stores++;
      } else {
        loads++;
      }
    }

    long blocks() {
      return blocks;
    }

    long stores() {
      return stores;
    }

    long loads() {
      return loads;
    }

    long mio() {
      return mio;
    }
  }

  /** An operation was issued. */
  void add(RanOperation ran) {
    Judgement judgement = ran.judgement();
    Judge.arrivals(ran.hands()).forEach(arrived::add);
    count(ran.hands());
    for (Cost cost : Cost.values()) {
      costs.merge(cost, ran.hands().cost(cost), Long::sum);
    }
    unverified.addAll(judgement.unverified());
    String statement = Judge.biting(ran.hands()).map(Rule::statement).orElse("");
    boolean whole = judgement.verdict() == Verdict.DELIVERED && judgement.brokenBy() == null;
    if (first == null && !whole) {
      first = broken(ran, statement);
    } else if (firstOfRule == null && judgement.rule() != null) {
      firstOfRule = broken(ran, statement);
    }
    count(ran.line(), ran.issued(), judgement, statement);
  }

  private BrokenOperation broken(RanOperation ran, String statement) {
    return new BrokenOperation(
        from + operations, this, ran.line(), ran.issued(), ran.judgement(), statement, ran);
  }

  /** Nobody on this route issues such an operation. */
  void notIssued(int line, Issued issued, String why) {
    Judgement judgement = Judgement.unavailable(why);
    if (firstNotIssued == null) {
      int number = from + operations;
      firstNotIssued = new BrokenOperation(number, this, line, issued, judgement, why, null);
    }
    count(line, issued, judgement, why);
  }

  private void count(int line, Issued issued, Judgement judgement, String statement) {
    int number = from + operations;
    operations++;
    verdicts.merge(judgement.verdict(), 1, Integer::sum);
    boolean cause =
        judgement.verdict() != Verdict.DELIVERED
            || judgement.brokenBy() != null
            || judgement.rule() != null;
    if (cause) {
      Cause why = new Cause(judgement.verdict(), judgement.brokenBy(), judgement.rule(), statement);
      causes.computeIfAbsent(why, _ -> new Tally(number, line, issued.describe())).count++;
    }
  }

  private void count(Crossing crossing) {
    crossings.merge(crossing.hand(), 1L, Long::sum);
    crossing.children().forEach(this::count);
  }

  RouteStart start() {
    return start;
  }

  /** Number of its first operation in the run, from 0. */
  int from() {
    return from;
  }

  /** How many operations there were, issued or not. */
  int operations() {
    return operations;
  }

  /** How many operations ended as {@code verdict}. */
  int of(Verdict verdict) {
    return verdicts.getOrDefault(verdict, 0);
  }

  /** How many accesses each hand got, in the order in which hands were first seen. */
  Map<Hand, Long> crossings() {
    return crossings;
  }

  /** How often {@code cost} was paid for. */
  long of(Cost cost) {
    return costs.getOrDefault(cost, 0L);
  }

  Arrived arrived() {
    return arrived;
  }

  /** Causes, most frequent first. */
  List<Map.Entry<Cause, Tally>> causes() {
    List<Map.Entry<Cause, Tally>> sorted = new ArrayList<>(causes.entrySet());
    sorted.sort((a, b) -> Integer.compare(b.getValue().count(), a.getValue().count()));
    return sorted;
  }

  List<String> unverified() {
    return List.copyOf(unverified);
  }

  /** The first operation that was not delivered, or that a hand changed; null where none. */
  @Nullable BrokenOperation first() {
    return first;
  }

  /** The first that arrived as it was issued and broke a rule; null where none. */
  @Nullable BrokenOperation firstOfRule() {
    return firstOfRule;
  }

  /** The first that nobody issues; null where none. */
  @Nullable BrokenOperation firstNotIssued() {
    return firstNotIssued;
  }
}
