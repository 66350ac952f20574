package io.zpci.verdict;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.util.List;

/**
 * Whether the device took, or gave, what was issued: the verdict alone, without whose hand it was.
 */
final class Fate {
  private final Issued issued;
  private final Crossing root;
  private final List<Arrival> arrivals;

  /**
   * The fate of one operation.
   *
   * @param arrivals of the operation's own direction: a hand that reads before it writes has not
   *     cut a store
   */
  Fate(Issued issued, Crossing root, List<Arrival> arrivals) {
    this.issued = issued;
    this.root = root;
    this.arrivals = arrivals;
  }

  Verdict verdict(GuestResult told) {
    if (told.failed()) {
      return Verdict.REFUSED;
    }
    if (told instanceof GuestResult.Call call && call.done() < issued.length()) {
      return Verdict.LOST;
    }
    return issued.operation().isStore() ? ofStore() : ofLoad();
  }

  private Verdict ofStore() {
    if (arrivals.isEmpty() || !arrivals.stream().allMatch(Arrival::taken)) {
      return Verdict.LOST;
    }
    Bytes sent = issued.data();
    boolean[] covered = new boolean[sent.size()];
    for (Arrival arrival : arrivals) {
      if (!isPart(arrival, sent)) {
        return Verdict.CORRUPTED;
      }
      int first = (int) (arrival.offset() - issued.offset());
      for (int i = 0; i < arrival.data().size(); i++) {
        covered[first + i] = true;
      }
    }
    for (boolean byteArrived : covered) {
      if (!byteArrived) {
        return Verdict.LOST;
      }
    }
    return arrivals.size() > 1 ? Verdict.CUT : Verdict.DELIVERED;
  }

  private Verdict ofLoad() {
    if (failedBelow(root) || (arrivals.isEmpty() && root.data().allOnes())) {
      return Verdict.LOST;
    }
    if (arrivals.isEmpty()) {
      return elsewhere(root) ? Verdict.CORRUPTED : Verdict.DELIVERED;
    }
    // Who virtualises configuration space may answer parts of it himself.
    if (issued.space() != AddressSpace.CONFIG) {
      for (Arrival arrival : arrivals) {
        if (!isPart(arrival, root.data())) {
          return Verdict.CORRUPTED;
        }
      }
    }
    return arrivals.size() > 1 ? Verdict.CUT : Verdict.DELIVERED;
  }

  /**
   * Whether {@code arrival} lies inside the operation and carries the bytes that {@code whole} has
   * there.
   */
  private boolean isPart(Arrival arrival, Bytes whole) {
    long first = arrival.offset() - issued.offset();
    Bytes bytes = arrival.data();
    if (arrival.bar() != issued.space() || first < 0 || first > whole.size() - bytes.size()) {
      return false;
    }
    for (int i = 0; i < bytes.size(); i++) {
      if (bytes.at(i) != whole.at((int) first + i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether some access below gave nothing: what stands in its place are all ones that no device
   * gave.
   */
  private static boolean failedBelow(Crossing crossing) {
    for (Crossing child : crossing.children()) {
      boolean repeated = child.operation().isInstruction() && child.result() == Outcome.BUSY;
      if (!child.operation().isStore() && !repeated && (!child.succeeded() || failedBelow(child))) {
        return true;
      }
    }
    return false;
  }

  /** Whether some access below went to another place than was asked for. */
  private boolean elsewhere(Crossing crossing) {
    for (Crossing child : crossing.children()) {
      long first = child.offset() - issued.offset();
      boolean inside =
          child.space() == issued.space()
              && first >= 0
              && first <= issued.length() - child.length();
      if (!inside || elsewhere(child)) {
        return true;
      }
    }
    return false;
  }
}
