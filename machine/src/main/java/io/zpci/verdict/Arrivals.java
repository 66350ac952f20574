package io.zpci.verdict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
      counts.merge(new Kind(arrival.mio(), noun(arrival), arrival.length()), 1, Integer::sum);
    }
    return counts.entrySet().stream()
        .map(entry ->
            counted(entry.getValue(), entry.getKey().mio(), entry.getKey().noun())
                + " of "
                + entry.getKey().length())
        .collect(Collectors.joining(", "));
  }

  /** {@code load}, {@code store} or {@code block}. */
  public static String noun(Arrival arrival) {
    if (arrival.operation().isBlock()) {
      return "block";
    }
    return arrival.operation().isStore() ? "store" : "load";
  }

  /** {@code 16 stores}, {@code 1 MIO load}. */
  public static String counted(int count, boolean mio, String noun) {
    return count + (mio ? " MIO " : " ") + noun + (count == 1 ? "" : "s");
  }

  private record Kind(boolean mio, String noun, int length) {
    /** Written out, as {@link #hashCode}: a record's own are linked anew in each process. */
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Kind that
          && mio == that.mio
          && length == that.length
          && noun.equals(that.noun);
    }

    @Override
    public int hashCode() {
      return noun.hashCode() + 31 * length;
    }
  }
}
