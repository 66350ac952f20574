package io.zpci.testkit;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Rule;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Arrivals;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Assertions on one operation that was issued, and on what it caused. */
public final class CrossingAssert {
  private final Recorded recorded;
  private final Crossing root;
  private final Judgement judgement;

  CrossingAssert(Crossing root, Judge judge) {
    this(new Recorded(List.of(root), judge), root);
  }

  CrossingAssert(Recorded recorded, Crossing root) {
    this.recorded = recorded;
    this.root = root;
    this.judgement = recorded.judge().judge(root);
  }

  /** The same operation, judged by {@code judge}, who knows route and function. */
  public CrossingAssert judgedBy(Judge judge) {
    return new CrossingAssert(new Recorded(recorded.roots(), judge), root);
  }

  /** It is {@code expected}. */
  public CrossingAssert is(Access expected) {
    Seen seen = Seen.of(root, root);
    String differs = expected.difference(seen);
    if (differs != null) {
      throw failure(
          "issued: %s expected, got %s\ndiffers in %s".formatted(expected, seen, differs),
          expected.toString(),
          seen.toString());
    }
    return this;
  }

  /** What became of it. */
  public CrossingAssert verdict(Verdict expected) {
    if (judgement.verdict() != expected) {
      String actual = judgement.decided();
      throw failure(
          "verdict: %s expected, got %s".formatted(expected.word(), actual),
          expected.word(),
          actual);
    }
    return this;
  }

  /** The device took, or gave, what was issued: as one operation, the same bytes. */
  public CrossingAssert delivered() {
    return verdict(Verdict.DELIVERED);
  }

  /**
   * It was broken by {@code hand}: the first whose output is no longer the operation issued, or
   * that refused it. Where every hand passed it on and the firmware or the device found it wrong,
   * that is who issued it; the one that refused it may be named as well.
   */
  public CrossingAssert brokenBy(Hand hand) {
    Hand blamed = Recorded.blamed(root, judgement);
    if (!isBrokenBy(hand)) {
      String actual = blamed == null ? "nobody" : blamed.name();
      throw failure(
          "broken by: %s expected, got %s".formatted(hand.name(), actual), hand.name(), actual);
    }
    return this;
  }

  boolean isBrokenBy(Hand hand) {
    return hand.equals(Recorded.blamed(root, judgement)) || hand.equals(judgement.brokenBy());
  }

  boolean breaks(String rule) {
    return rule.equals(judgement.rule());
  }

  /** What it breaks is the rule with id {@code expected}. */
  public CrossingAssert rule(String expected) {
    if (!breaks(expected)) {
      String actual = judgement.rule() == null ? "none" : judgement.rule();
      throw failure("rule: %s expected, got %s".formatted(expected, actual), expected, actual);
    }
    return this;
  }

  /** It breaks no rule, of the device or of a hand on the way. */
  public CrossingAssert noRuleBroken() {
    String broken = broken();
    Rule reported = broken.isEmpty() ? firstBroken(root) : null;
    String actual = reported == null ? broken : reported.id();
    if (!actual.isEmpty()) {
      throw failure("rules: none broken expected, got " + actual, "none", actual);
    }
    return this;
  }

  /** The rule that it breaks and by whom, {@code R-02 by qemu}; empty where none. */
  String broken() {
    Hand blamed = Recorded.blamed(root, judgement);
    String by = blamed == null ? "" : " by " + blamed.name();
    return judgement.rule() == null ? "" : judgement.rule() + by;
  }

  boolean isToBar() {
    return AddressSpace.isBar(root.space());
  }

  boolean isRefused() {
    return judgement.verdict() == Verdict.REFUSED;
  }

  private static @Nullable Rule firstBroken(Crossing crossing) {
    for (Crossing child : crossing.children()) {
      Rule below = firstBroken(child);
      if (below != null) {
        return below;
      }
    }
    return crossing.broken().isEmpty() ? null : crossing.broken().getFirst();
  }

  /**
   * What of it arrived as stores to a BAR are blocks; and if it is a block of a guest's CPU, or a
   * process's pwrite, then one block at its place. What was refused above the device is whole.
   */
  public CrossingAssert wholeBlocksOnly() {
    if (!root.operation().isStore() || !AddressSpace.isBar(root.space())) {
      return this;
    }
    List<Arrival> stores =
        Judge.arrivals(root).stream().filter(arrival -> arrival.operation().isStore()).toList();
    boolean blocks = stores.stream().allMatch(arrival -> arrival.operation().isBlock());
    boolean one = root.operation().isBlock() || root.operation().isRegionAccess();
    boolean whole = !one || stores.isEmpty() || (stores.size() == 1 && same(stores.getFirst()));
    if (!blocks || !whole) {
      String expected = one ? "1 block of " + root.length() : "blocks";
      String actual = Arrivals.summary(stores);
      throw failure("arrived: %s expected, got %s".formatted(expected, actual), expected, actual);
    }
    return this;
  }

  private boolean same(Arrival arrival) {
    return arrival.bar() == root.space()
        && arrival.offset() == root.offset()
        && arrival.length() == root.length();
  }

  /** What of it arrived, refused or not. */
  public OperationsAssert arrived() {
    List<Seen> seen = Judge.arrivals(root).stream().map(arrival -> Seen.of(arrival, root)).toList();
    return new OperationsAssert(recorded, "arrived", seen);
  }

  /** What of it entered {@code hand}. */
  public OperationsAssert at(Hand hand) {
    Recorded alone = new Recorded(List.of(root), recorded.judge());
    return new OperationsAssert(recorded, "at " + hand.name(), alone.at(hand));
  }

  /** It paid for at most {@code most} crossings of {@code kind}. */
  public CrossingAssert atMost(long most, Cost kind) {
    return atMost(most, root.cost(kind), kind.word());
  }

  /** It paid for at most {@code most} crossings, all kinds together. */
  public CrossingAssert atMost(long most) {
    long count = Arrays.stream(Cost.values()).mapToLong(root::cost).sum();
    return atMost(most, count, "crossings");
  }

  private CrossingAssert atMost(long most, long count, String what) {
    if (count > most) {
      throw failure(
          "paid for: at most %d %s expected, %d counted".formatted(most, what, count),
          "at most " + most,
          count);
    }
    return this;
  }

  private TraceAssertionError failure(String what, Object expected, Object actual) {
    List<String> lines = new ArrayList<>();
    lines.add(what);
    lines.addAll(recorded.around(root));
    return recorded.failure(lines, expected, actual, root);
  }
}
