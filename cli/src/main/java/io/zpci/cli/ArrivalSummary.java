package io.zpci.cli;

import io.zpci.arch.Outcome;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Arrivals;
import java.util.ArrayList;
import java.util.List;

/** What arrived at a device, in a few words: {@code 16 stores of 4}. */
final class ArrivalSummary {
  /** More groups than these are summed up. */
  private static final int MOST_GROUPS = 3;

  private ArrivalSummary() {}

  private record Kind(boolean mio, String noun, int length, int outcome) {
    static Kind of(Arrival arrival) {
      return new Kind(arrival.mio(), Arrivals.noun(arrival), arrival.length(), arrival.outcome());
    }
  }

  private record Group(Kind kind, int count) {}

  /** {@code arrivals} in a few words. */
  static String of(List<Arrival> arrivals) {
    if (arrivals.isEmpty()) {
      return "nothing";
    }
    List<Group> groups = new ArrayList<>();
    for (Arrival arrival : arrivals) {
      Kind kind = Kind.of(arrival);
      if (!groups.isEmpty() && groups.getLast().kind().equals(kind)) {
        groups.add(new Group(kind, groups.removeLast().count() + 1));
      } else {
        groups.add(new Group(kind, 1));
      }
    }
    if (groups.size() > MOST_GROUPS) {
      return summedUp(arrivals);
    }
    List<String> parts = new ArrayList<>();
    for (Group group : groups) {
      Kind kind = group.kind();
      parts.add(
          Arrivals.counted(group.count(), kind.mio(), kind.noun())
              + " of "
              + kind.length()
              + (kind.outcome() == Outcome.OK ? "" : ": " + Outcome.describe(kind.outcome())));
    }
    return String.join(", ", parts);
  }

  /** By kind only, with the range of lengths. */
  private static String summedUp(List<Arrival> arrivals) {
    List<String> parts = new ArrayList<>();
    for (boolean mio : new boolean[] {false, true}) {
      for (String noun : List.of("load", "store", "block")) {
        List<Arrival> these =
            arrivals.stream()
                .filter(each -> each.mio() == mio && Arrivals.noun(each).equals(noun))
                .toList();
        if (these.isEmpty()) {
          continue;
        }
        int least = these.stream().mapToInt(Arrival::length).min().orElseThrow();
        int most = these.stream().mapToInt(Arrival::length).max().orElseThrow();
        long refused = these.stream().filter(each -> !each.taken()).count();
        parts.add(
            Arrivals.counted(these.size(), mio, noun)
                + " of "
                + (least == most ? "" + least : least + " to " + most)
                + (refused == 0 ? "" : ", " + refused + " refused"));
      }
    }
    return String.join(", ", parts);
  }
}
