package io.zpci.testkit;

import io.zpci.arch.AddressSpace;
import io.zpci.trace.Hand;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Ladder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Operations that were recorded, in order, and who judges them.
 *
 * @param roots what was recorded, each with what it caused
 */
record Recorded(List<Crossing> roots, Judge judge) {
  /** How many operations a message shows before and behind the one that it is about. */
  static final int CONTEXT = 3;

  /** What a guest's CPU, its kernel or a process issued; not what a host did by itself. */
  List<Crossing> operations() {
    return roots.stream().filter(Recorded::isIssued).toList();
  }

  /** Whether a guest's CPU, its kernel or a process issued it. */
  static boolean isIssued(Crossing root) {
    Hand hand = root.hand();
    return hand.equals(Hand.GUEST) || hand.equals(Hand.GUEST_LINUX) || hand.equals(Hand.PROCESS);
  }

  /** Those of {@link #operations} that go to a BAR. */
  List<Crossing> toBars() {
    return operations().stream().filter(root -> AddressSpace.isBar(root.space())).toList();
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
   * Who broke the rule that {@code root} breaks: the first hand that made of it what it should not
   * be. Firmware and device only refuse: what every hand passed on to them was issued wrong.
   * Without a rule whoever did not pass it on; null where nothing is wrong with it.
   */
  static @Nullable Hand blamed(Crossing root, Judgement judgement) {
    Hand by = judgement.brokenBy();
    if (judgement.rule() == null || !(by == null || isEnd(by))) {
      return by;
    }
    Hand found = finder(root, judgement.rule());
    return found == null || isEnd(found) ? root.hand() : found;
  }

  private static boolean isEnd(Hand hand) {
    return hand.equals(Hand.FIRMWARE) || hand.equals(Hand.DEVICE);
  }

  /** In whose hand {@code rule} was broken; null where in none. */
  private static @Nullable Hand finder(Crossing crossing, String rule) {
    if (crossing.broken().stream().anyMatch(broken -> broken.id().equals(rule))) {
      return crossing.hand();
    }
    for (Crossing child : crossing.children()) {
      Hand found = finder(child, rule);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** The lines of {@code seen} near {@code marked}, which have a mark; lines left out are dots. */
  static List<String> lines(List<?> seen, int... marked) {
    List<String> lines = new ArrayList<>();
    int shown = -1;
    for (int i = 0; i < seen.size(); i++) {
      int nearest = Integer.MAX_VALUE;
      for (int mark : marked) {
        nearest = Math.min(nearest, Math.abs(i - mark));
      }
      if (nearest > CONTEXT) {
        continue;
      }
      if (shown >= 0 && shown < i - 1) {
        lines.add("         ..");
      }
      shown = i;
      lines.add((nearest == 0 ? "  > " : "    ") + "%3d  %s".formatted(i + 1, seen.get(i)));
    }
    return lines;
  }

  /** The issued operations near {@code root}, which has a mark; nothing where it is alone. */
  List<String> around(Crossing root) {
    List<Crossing> operations = operations();
    int at = operations.indexOf(root);
    return at < 0 || operations.size() == 1 ? List.of() : lines(issued(), at);
  }

  /** Fails with {@code what}, and below it what became of {@code root} by whose hand. */
  TraceAssertionError failure(
      String what, Object expected, Object actual, @Nullable Crossing root) {
    return failure(List.of(what), expected, actual, root);
  }

  /** Fails with {@code what}, and below it what became of {@code root} by whose hand. */
  TraceAssertionError failure(
      List<String> what, Object expected, Object actual, @Nullable Crossing root) {
    List<String> lines = new ArrayList<>(what);
    if (root != null) {
      lines.add(sentence(root));
      lines.addAll(Ladder.lines(root));
      judge.judge(root).unverified().forEach(reason -> lines.add("(u) unverified: " + reason));
    }
    return new TraceAssertionError(String.join("\n", lines), expected, actual, root);
  }

  private String sentence(Crossing root) {
    List<Crossing> operations = operations();
    int index = operations.indexOf(root);
    Judgement judgement = judge.judge(root);
    return index < 0
        ? "%s by itself, %s: %s"
            .formatted(root.hand().name(), Ladder.access(root), judgement.sentence())
        : new Blame(index + 1, operations.size(), true, root, judgement).sentence();
  }

  /** Fails where there is nothing to look at. */
  void mustHold(List<?> there, String what) {
    if (there.isEmpty()) {
      throw failure(what + " expected, none was recorded", what, "none", null);
    }
  }

  /** The root that a missing operation would belong to: the one behind {@code last}'s. */
  @Nullable Crossing behind(@Nullable Seen last) {
    if (roots.isEmpty()) {
      return null;
    }
    if (last == null || last.root() == null) {
      return roots.getFirst();
    }
    int index = roots.indexOf(last.root());
    return roots.get(Math.min(index + 1, roots.size() - 1));
  }
}
