package io.zpci.bench;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Nanoseconds an operation, by what was measured.
 *
 * @param rounds samples by key, each round's taken at one time; all with the same keys, at least
 *     one
 * @param more further samples, for keys that have any
 */
record Measured(List<Map<String, Samples>> rounds, Map<String, List<Samples>> more) {
  /** So near to the fastest another measurement must come before that is believed. */
  private static final double NEAR = 1.08;

  Measured {
    rounds = rounds.stream().map(Map::copyOf).toList();
    more = Map.copyOf(more);
  }

  /**
   * The line of {@code ours} over {@code theirs}, both keys: {@link #best} over {@link #best}. Its
   * ends reach to every round's median over median, and to what the ratio is with a fastest that is
   * not believed.
   */
  Row row(String name, String what, String ours, String theirs, @Nullable Double goal) {
    double ratio = best(ours) / best(theirs);
    DoubleSummaryStatistics ends =
        DoubleStream.concat(
                DoubleStream.of(ratio, fastest(ours) / best(theirs), best(ours) / fastest(theirs)),
                rounds.stream()
                    .mapToDouble(round -> of(round, ours).median() / of(round, theirs).median()))
            .summaryStatistics();
    return new Row(name, what, ratio, ends.getMin(), ends.getMax(), goal);
  }

  /**
   * The fastest of {@code key} that the next one came near: whatever else a machine does makes a
   * loop slower, never faster, and what a compiler does once by luck no second JVM comes near.
   * Where nothing came near anything, the second fastest.
   */
  double best(String key) {
    double[] sorted = bests(key, List.of()).sorted().toArray();
    for (int i = 0; i + 1 < sorted.length; i++) {
      if (sorted[i + 1] <= sorted[i] * NEAR) {
        return sorted[i];
      }
    }
    return sorted[Math.min(1, sorted.length - 1)];
  }

  private double fastest(String key) {
    return bests(key, List.of()).min().orElseThrow();
  }

  /** Whether something came near the fastest of {@code key}, with {@code extra} counted in. */
  boolean confirmed(String key, List<Samples> extra) {
    double[] sorted = bests(key, extra).sorted().toArray();
    return sorted.length > 1 && sorted[1] <= sorted[0] * NEAR;
  }

  private DoubleStream bests(String key, List<Samples> extra) {
    return Stream.of(
            rounds.stream().map(round -> of(round, key)),
            more.getOrDefault(key, List.of()).stream(),
            extra.stream())
        .flatMap(samples -> samples)
        .mapToDouble(Samples::best);
  }

  private static Samples of(Map<String, Samples> round, String key) {
    Samples found = round.get(key);
    if (found == null) {
      throw new IllegalStateException("nothing was measured as " + key);
    }
    return found;
  }
}
