package io.zpci.verdict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Words for what arrived. */
public final class Arrivals {
  private Arrivals() {}

  /**
   * {@code 16 stores of 4}, {@code 1 block of 64}, {@code 2 MIO loads of 8, 1 MIO load of 4};
   * {@code nothing}.
   */
  public static String summary(List<Arrival> arrivals) {
    if (arrivals.isEmpty()) {
      return "nothing";
    }
    Map<Kind, Integer> counts = new LinkedHashMap<>();
    for (Arrival arrival : arrivals) {
      counts.merge(new Kind(arrival.mio(), word(arrival), arrival.length()), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .map(entry -> words(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private record Kind(boolean mio, String word, int length) {}

  private static String word(Arrival arrival) {
    return arrival.operation().isBlock()
        ? "block"
        : arrival.operation().isStore() ? "store" : "load";
  }

  private static String words(Kind kind, int count) {
    return count
        + (kind.mio() ? " MIO " : " ")
        + kind.word()
        + (count == 1 ? "" : "s")
        + " of "
        + kind.length();
  }
}
