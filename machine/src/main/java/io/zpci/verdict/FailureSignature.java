package io.zpci.verdict;

import io.zpci.trace.Hand;
import org.jspecify.annotations.Nullable;

/**
 * By what two failures are the same one.
 *
 * @param verdict what became of the operation, by its word; of an end state {@code end-state}
 * @param by whose hand; null where none
 * @param rule rule or check; null where none
 */
public record FailureSignature(String verdict, @Nullable String by, @Nullable String rule) {
  /** The signature of a judgement. */
  public static FailureSignature of(Judgement judgement) {
    Hand hand = judgement.brokenBy();
    return new FailureSignature(
        judgement.verdict().word(), hand == null ? null : hand.name(), judgement.rule());
  }

  /** In a few words: {@code refused by qemu, qemu.pcistb.7}. */
  public String describe() {
    return verdict + (by == null ? "" : " by " + by) + (rule == null ? "" : ", " + rule);
  }
}
