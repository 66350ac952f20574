package io.zpci.diff;

import io.zpci.machine.RanOperation;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Issued;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a run.
 *
 * @param line of the recording, or step of the scenario, from 1
 * @param issued what
 * @param ran what became of it; null where nobody on the route issues it
 * @param missing why nobody does; null where somebody does
 */
public record Operated(
    int line, Issued issued, @Nullable RanOperation ran, @Nullable String missing) {
  /** Verdict, hand and rule. */
  public FailureSignature signature() {
    return ran == null
        ? new FailureSignature("unavailable", null, null)
        : FailureSignature.of(ran.judgement());
  }
}
