package io.zpci.testkit;

import io.zpci.trace.Hand;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Ladder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Operations that were recorded, in order, and who judges them.
 *
 * @param roots what was recorded, each with what it caused
 */
record Recorded(List<Crossing> roots, Judge judge) {
  /** What a guest's CPU, its kernel or a process issued; not what a host did by itself. */
  List<Crossing> operations() {
    return roots.stream().filter(Recorded::isIssued).toList();
  }

  private static boolean isIssued(Crossing root) {
    Hand hand = root.hand();
    return hand.equals(Hand.GUEST) || hand.equals(Hand.GUEST_LINUX) || hand.equals(Hand.PROCESS);
  }

  List<Seen> issued() {
    return operations().stream().map(root -> Seen.of(root, root)).toList();
  }

  List<Seen> arrived() {
    List<Seen> seen = new ArrayList<>();
    for (Crossing root : roots) {
      Judge.arrivals(root).forEach(arrival -> seen.add(Seen.of(arrival, root)));
    }
    return seen;
  }

  List<Seen> at(Hand hand) {
    List<Seen> seen = new ArrayList<>();
    roots.forEach(root -> collect(root, root, hand, seen));
    return seen;
  }

  private static void collect(Crossing crossing, Crossing root, Hand hand, List<Seen> into) {
    if (crossing.hand().equals(hand)) {
      into.add(Seen.of(crossing, root));
    }
    crossing.children().forEach(child -> collect(child, root, hand, into));
  }

  /**
   * The first hand that made of {@code root} what it should not be; who issued it where every hand
   * passed it on and it breaks a rule all the same; null where nothing is wrong with it.
   */
  static @Nullable Hand blamed(Crossing root, Judgement judgement) {
    if (judgement.brokenBy() != null) {
      return judgement.brokenBy();
    }
    return judgement.rule() == null ? null : root.hand();
  }

  /** Fails with {@code what}, and below it what became of {@code root} by whose hand. */
  TraceAssertionError failure(
      String what, Object expected, Object actual, @Nullable Crossing root) {
    String message = what;
    if (root != null) {
      message += "\n" + name(root) + ": " + Ladder.text(root, judge.judge(root)).stripTrailing();
    }
    return new TraceAssertionError(message, expected, actual, root);
  }

  private String name(Crossing root) {
    List<Crossing> operations = operations();
    for (int i = 0; i < operations.size(); i++) {
      if (operations.get(i) == root) {
        return "operation %d of %d".formatted(i + 1, operations.size());
      }
    }
    return root.hand().name() + " by itself";
  }

  /** Fails where there is nothing to look at. */
  void mustHold(List<?> there, String what) {
    if (there.isEmpty()) {
      String message = what + " expected, nothing of the kind was recorded";
      throw failure(message, what, "nothing", null);
    }
  }

  /** The root that a missing operation would belong to: the one behind {@code last}'s. */
  @Nullable Crossing behind(@Nullable Seen last) {
    if (roots.isEmpty()) {
      return null;
    }
    if (last == null) {
      return roots.getFirst();
    }
    for (int i = 0; i < roots.size() - 1; i++) {
      if (roots.get(i) == last.root()) {
        return roots.get(i + 1);
      }
    }
    return Objects.requireNonNull(last.root());
  }
}
