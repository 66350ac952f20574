package io.zpci.verdict;

import io.zpci.trace.Hand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an operation and by whose hand.
 *
 * @param verdict what became of it
 * @param brokenBy the first hand whose output is no longer the operation issued, or that refused;
 *     null where none
 * @param rule id of the device rule that the output breaks on arrival; where nothing arrives, of
 *     the check that bit; null where none
 * @param why one sentence for people
 * @param unverified what this rests on that no source and no mainframe confirmed, each with its
 *     reason; empty where nothing
 */
public record Judgement(
    Verdict verdict,
    @Nullable Hand brokenBy,
    @Nullable String rule,
    String why,
    List<String> unverified) {
  public Judgement {
    unverified = List.copyOf(unverified);
  }

  /** The route cannot be taken. */
  public static Judgement unavailable(String why) {
    return new Judgement(Verdict.UNAVAILABLE, null, null, why, List.of());
  }

  /** What was decided, in a few words: {@code cut by qemu, R-02}. */
  public String decided() {
    return verdict.word()
        + (brokenBy == null ? "" : " by " + brokenBy.name())
        + (rule == null ? "" : ", " + rule);
  }

  /** What was decided, and why; what the rule asks for is part of why. */
  public String sentence() {
    return decided() + (why.isEmpty() ? "" : ": " + why);
  }
}
