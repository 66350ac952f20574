package io.zpci.diff;

import io.zpci.machine.RanOperation;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.FailureSignature;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judge;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operation that fares differently on two sides.
 *
 * @param line of the recording, or step of the scenario, from 1
 * @param left what became of it on the left; null where the left has no such line
 * @param right what became of it on the right; null where the right has no such line
 * @param aspects in what they differ; empty where one side lacks it
 * @param parting where the hands part; null where one side lacks it, or none did otherwise
 */
public record Divergence(
    int line,
    @Nullable Operated left,
    @Nullable Operated right,
    Set<Aspect> aspects,
    @Nullable Parting parting) {
  /** What stands in place of a verdict where a side lacks the operation. */
  public static final String ABSENT = "absent";

  public Divergence {
    aspects = Aspect.setOf(aspects);
  }

  /** Between an operation on both sides; null where it fares the same. */
  static @Nullable Divergence between(Operated left, Operated right) {
    Set<Aspect> aspects = aspects(left, right);
    if (aspects.isEmpty()) {
      return null;
    }
    RanOperation one = left.ran();
    RanOperation other = right.ran();
    Parting parting =
        one == null || other == null || aspects.contains(Aspect.OPERATION)
            ? null
            : Parting.of(one.hands(), other.hands());
    return new Divergence(left.line(), left, right, aspects, parting);
  }

  /** An operation that the right lacks. */
  static Divergence onlyLeft(Operated left) {
    return new Divergence(left.line(), left, null, Set.of(), null);
  }

  /** An operation that the left lacks. */
  static Divergence onlyRight(Operated right) {
    return new Divergence(right.line(), null, right, Set.of(), null);
  }

  /** Verdict, hand and rule on the left; {@link #ABSENT} where it has no such operation. */
  public FailureSignature leftSignature() {
    return left == null ? new FailureSignature(ABSENT, null, null) : left.signature();
  }

  /** Verdict, hand and rule on the right; {@link #ABSENT} where it has no such operation. */
  public FailureSignature rightSignature() {
    return right == null ? new FailureSignature(ABSENT, null, null) : right.signature();
  }

  /** The operation; the left one where they differ. */
  public Issued issued() {
    Operated there = left == null ? right : left;
    return Objects.requireNonNull(there).issued();
  }

  private static Set<Aspect> aspects(Operated left, Operated right) {
    Set<Aspect> aspects = EnumSet.noneOf(Aspect.class);
    differ(aspects, Aspect.OPERATION, operation(left.issued()), operation(right.issued()));
    FailureSignature one = left.signature();
    FailureSignature other = right.signature();
    differ(aspects, Aspect.VERDICT, one.verdict(), other.verdict());
    differ(aspects, Aspect.BY, one.by(), other.by());
    differ(aspects, Aspect.RULE, one.rule(), other.rule());
    RanOperation ran = left.ran();
    RanOperation otherRan = right.ran();
    if (ran != null && otherRan != null) {
      if (!sameTold(ran.told(), otherRan.told())) {
        aspects.add(Aspect.TOLD);
      }
      List<Arrival> arrived = Judge.arrivals(ran.hands());
      differ(aspects, Aspect.ARRIVED, arrived, Judge.arrivals(otherRan.hands()));
      differ(aspects, Aspect.LOADED, loaded(ran), loaded(otherRan));
    }
    return aspects;
  }

  private static void differ(
      Set<Aspect> aspects, Aspect aspect, @Nullable Object left, @Nullable Object right) {
    if (!Objects.equals(left, right)) {
      aspects.add(aspect);
    }
  }

  /** Where its operand stands is the issuer's own matter. */
  private record Placed(
      Operation operation, int space, long offset, int length, Bytes data, boolean problemState) {}

  private static Placed operation(Issued issued) {
    return new Placed(
        issued.operation(),
        issued.space(),
        issued.offset(),
        issued.length(),
        issued.data(),
        issued.problemState());
  }

  private static boolean sameTold(GuestResult left, GuestResult right) {
    boolean sameForm = left.getClass() == right.getClass();
    return sameForm ? left.equals(right) : !left.failed() && !right.failed();
  }

  private static Bytes loaded(RanOperation ran) {
    return ran.issued().operation().isStore() ? Bytes.NONE : ran.hands().data();
  }
}
