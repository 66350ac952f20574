package io.zpci.diff;

import io.zpci.arch.Rule;
import io.zpci.trace.Hand;
import io.zpci.verdict.Crossing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where two trees of hands part: the first hand that got the same on both sides and did not do the
 * same with it.
 *
 * @param hand that hand; null where the issuers differ already
 * @param left who came next on the left, where another hand did on the right; else null
 * @param right who came next on the right, where another hand did on the left; else null
 */
public record Parting(@Nullable Hand hand, @Nullable Hand left, @Nullable Hand right) {
  /** Where the trees part; null where they do not. */
  public static @Nullable Parting of(Crossing left, Crossing right) {
    if (!left.hand().equals(right.hand())) {
      return new Parting(null, left.hand(), right.hand());
    }
    return sameAccess(left, right) ? below(left, right) : new Parting(left.hand(), null, null);
  }

  /** In the order of time: what comes back is the answer to what went down before. */
  private static @Nullable Parting below(Crossing left, Crossing right) {
    List<Crossing> lefts = left.children();
    List<Crossing> rights = right.children();
    for (int i = 0; i < Math.min(lefts.size(), rights.size()); i++) {
      Crossing one = lefts.get(i);
      Crossing other = rights.get(i);
      if (!one.hand().equals(other.hand())) {
        return new Parting(left.hand(), one.hand(), other.hand());
      }
      if (!sameAccess(one, other)) {
        return new Parting(left.hand(), null, null);
      }
      Parting deeper = below(one, other);
      if (deeper != null) {
        return deeper;
      }
    }
    boolean same =
        lefts.size() == rights.size()
            && left.result() == right.result()
            && left.data().equals(right.data())
            && ids(left).equals(ids(right));
    return same ? null : new Parting(left.hand(), null, null);
  }

  private static boolean sameAccess(Crossing left, Crossing right) {
    return left.operation() == right.operation()
        && left.space() == right.space()
        && left.offset() == right.offset()
        && left.length() == right.length()
        && (!left.operation().isStore() || left.data().equals(right.data()));
  }

  private static List<String> ids(Crossing crossing) {
    return crossing.broken().stream().map(Rule::id).toList();
  }

  /** {@code vfio}; {@code guest: qemu, firmware}; {@code issuer: guest, process}. */
  public String describe() {
    String name = hand == null ? "issuer" : hand.name();
    return left == null || right == null ? name : name + ": " + left.name() + ", " + right.name();
  }
}
