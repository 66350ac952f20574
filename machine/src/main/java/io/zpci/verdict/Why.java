package io.zpci.verdict;

import io.zpci.arch.Rule;
import io.zpci.trace.Hand;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One or two sentences for people: what came of an operation, and what the rule asks for that it
 * broke.
 */
final class Why {
  private final Issued issued;
  private final Crossing root;
  private final List<Arrival> arrivals;

  Why(Issued issued, Crossing root, List<Arrival> arrivals) {
    this.issued = issued;
    this.root = root;
    this.arrivals = arrivals;
  }

  /** The sentences; whose hand it was and the rule's id stand beside them, not in them. */
  String text(Verdict verdict, @Nullable Hand brokenBy, Optional<Rule> rule) {
    String event =
        switch (verdict) {
          case UNAVAILABLE -> "the route is not there";
          case REFUSED -> arrivals.isEmpty() ? "nothing arrived" : arrived();
          case LOST -> arrivals.isEmpty() ? "nothing arrived, and nobody was told" : arrived();
          case CORRUPTED -> corrupted();
          case CUT -> arrived();
          case DELIVERED -> delivered(brokenBy);
        };
    return rule.map(broken -> event + "; what should hold: " + broken.statement()).orElse(event);
  }

  private String delivered(@Nullable Hand brokenBy) {
    if (arrivals.isEmpty()) {
      return last(root).hand().name() + " answered it, the device was not asked";
    }
    return brokenBy == null
        ? "every hand passed it on as it was issued"
        : arrived() + " in place of the " + issued.operation().word();
  }

  private String arrived() {
    long taken = arrivals.stream().filter(Arrival::taken).count();
    String what = Arrivals.summary(arrivals) + " arrived";
    if (taken == arrivals.size()) {
      return what;
    }
    if (taken == 0) {
      return what + (arrivals.size() == 1 ? " and was not taken" : ", none was taken");
    }
    return what + ", " + taken + " of " + arrivals.size() + " were taken";
  }

  private String corrupted() {
    if (!issued.operation().isStore()) {
      return arrived() + ", and other bytes came back";
    }
    return arrived() + reversed();
  }

  /** Whether each piece has the bytes that belong there, back to front. */
  private String reversed() {
    Bytes sent = issued.data();
    for (Arrival arrival : arrivals) {
      int size = arrival.data().size();
      long at = arrival.offset() - issued.offset();
      for (int i = 0; i < size; i++) {
        long mirror = at + size - 1 - i;
        if (mirror < 0 || mirror >= sent.size() || arrival.data().at(i) != sent.at((int) mirror)) {
          return " with other bytes or elsewhere";
        }
      }
    }
    return ", the bytes of each reversed";
  }

  private static Crossing last(Crossing crossing) {
    List<Crossing> children = crossing.children();
    return children.isEmpty() ? crossing : last(children.getLast());
  }
}
