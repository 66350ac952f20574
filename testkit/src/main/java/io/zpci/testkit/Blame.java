package io.zpci.testkit;

import io.zpci.arch.AddressSpace;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Ladder;
import io.zpci.verdict.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * The operation that a failure is most likely about: the first that did not end well, broke a rule
 * or did not arrive whole; where all did, the last one.
 *
 * @param number which one it is, from 1
 * @param count of how many
 * @param found whether something was wrong with it
 * @param root the operation
 * @param judgement what became of it
 */
record Blame(int number, int count, boolean found, Crossing root, Judgement judgement) {
  /** Whom to blame among {@code roots}; empty where there are none. */
  static Optional<Blame> of(List<Crossing> roots, Judge judge) {
    for (int i = 0; i < roots.size(); i++) {
      Crossing root = roots.get(i);
      if (!root.succeeded() || (isJudged(root) && !isWhole(root, judge.judge(root)))) {
        return Optional.of(new Blame(i + 1, roots.size(), true, root, judge.judge(root)));
      }
    }
    return roots.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Blame(
                roots.size(), roots.size(), false, roots.getLast(), judge.judge(roots.getLast())));
  }

  /**
   * Only accesses to BARs are held against what arrived: configuration space is virtualised on the
   * way. What the host's kernel does by itself is nobody's operation.
   */
  private static boolean isJudged(Crossing root) {
    return Recorded.isIssued(root) && AddressSpace.isBar(root.space());
  }

  private static boolean isWhole(Crossing root, Judgement judgement) {
    return judgement.verdict() == Verdict.DELIVERED && Recorded.blamed(root, judgement) == null;
  }

  /** Which operation it was, what became of it and why. */
  String sentence() {
    String which =
        (found ? "" : "every operation arrived as it was issued; the last, ")
            + "operation %d of %d, %s".formatted(number, count, Ladder.access(root));
    boolean issuedWrong = judgement.brokenBy() == null && judgement.rule() != null;
    return issuedWrong
        ? "%s: %s, %s, broken by %s: %s"
            .formatted(
                which,
                judgement.verdict().word(),
                judgement.rule(),
                root.hand().name(),
                judgement.why())
        : which + ": " + judgement.sentence();
  }
}
