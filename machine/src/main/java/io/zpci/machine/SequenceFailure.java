package io.zpci.machine;

import io.zpci.verdict.Crossing;
import io.zpci.verdict.FailureSignature;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Ladder;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;

/** Where a sequence of operations failed. */
public sealed interface SequenceFailure {
  /**
   * How many operations of the sequence came before: the number, from 0, of the one that failed.
   */
  int index();

  /** By what it is told from another failure. */
  FailureSignature signature();

  /** One sentence for people. */
  String describe();

  /**
   * An operation was not delivered whole, or broke a rule.
   *
   * @param issued which
   * @param told what its issuer was told
   * @param judgement what became of it and by whose hand
   * @param hands the tree of crossings
   */
  record OfOperation(
      int index, Issued issued, GuestResult told, Judgement judgement, Crossing hands)
      implements SequenceFailure {
    @Override
    public FailureSignature signature() {
      return FailureSignature.of(judgement);
    }

    @Override
    public String describe() {
      return issued.describe() + ": " + judgement.sentence();
    }

    /** The sentence, and the ladder of hands below it. */
    @Override
    public String toString() {
      return describe() + "\n" + Ladder.text(hands);
    }
  }

  /**
   * Every operation seemed to arrive, and in the end something else stands in the device, or in
   * memory that it writes, than without a VMM.
   *
   * @param index the number of operations
   * @param place which memory: {@code BAR 0}, {@code DMB 0x2001 of the peer}
   * @param offset of the first byte that differs
   * @param expected up to 16 bytes from there without a VMM
   * @param found what stands there
   */
  record OfEndState(int index, String place, long offset, Bytes expected, Bytes found)
      implements SequenceFailure {
    /** The word that stands in place of a verdict. */
    public static final String VERDICT = "end-state";

    @Override
    public FailureSignature signature() {
      return new FailureSignature(VERDICT, null, null);
    }

    @Override
    public String describe() {
      return "in the end %s has %s at 0x%x; without a VMM %s"
          .formatted(place, found.toHex(), offset, expected.toHex());
    }

    @Override
    public String toString() {
      return describe();
    }
  }
}
