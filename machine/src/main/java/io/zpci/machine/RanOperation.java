package io.zpci.machine;

import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Issued;

/**
 * One operation that was issued on a route, and what became of it.
 *
 * @param line of the recording, or step of the scenario, from 1
 * @param issued what
 * @param told what its issuer was told
 * @param hands the tree of crossings, the issuer's at its root
 * @param judgement the verdict and whose hand it was
 */
public record RanOperation(
    int line, Issued issued, GuestResult told, Crossing hands, Judgement judgement) {
  /** Whether it did not arrive as one, was changed by a hand, or broke a rule. */
  public boolean broken() {
    return judgement.brokenBy() != null
        || judgement.rule() != null
        || judgement.verdict() != Verdict.DELIVERED;
  }
}
