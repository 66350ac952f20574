package io.zpci.bench;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Nanoseconds an operation, by what was measured.
 *
 * @param rounds samples by key, each round's of one JVM a key; all with the same keys, at least one
 * @param more samples of further JVMs, for keys that have any
 */
record Measured(List<Map<String, Samples>> rounds, Map<String, List<Samples>> more) {
  /** So near to the fastest another JVM must come before that is believed. */
  private static final double NEAR = 1.08;

  Measured {
    rounds = rounds.stream().map(Map::copyOf).toList();
    more = Map.copyOf(more);
  }

  /** What was measured here and there. What has more rounds than the other keeps them as more. */
  Measured and(Measured other) {
    int shared = Math.min(rounds.size(), other.rounds.size());
    List<Map<String, Samples>> joined = new ArrayList<>();
    for (int round = 0; round < shared; round++) {
      Map<String, Samples> all = new HashMap<>(rounds.get(round));
      all.putAll(other.rounds.get(round));
      joined.add(all);
    }
    Map<String, List<Samples>> further = new HashMap<>();
    for (Measured each : List.of(this, other)) {
      each.more.forEach((key, samples) -> further.put(key, new ArrayList<>(samples)));
      each.rounds.stream()
          .skip(shared)
          .forEach(round ->
              round.forEach((key, samples) ->
                  further.computeIfAbsent(key, _ -> new ArrayList<>()).add(samples)));
    }
    return new Measured(joined, further);
  }

  /**
   * The line of {@code ours} over {@code theirs}, both keys. The ratio is the fastest over the
   * fastest: whatever else a machine does makes a loop slower, never faster. Its ends reach to
   * every round's median over median.
   */
  Row row(String name, String what, String ours, String theirs, @Nullable Double goal) {
    double ratio = best(ours) / best(theirs);
    DoubleSummaryStatistics ends =
        DoubleStream.concat(
                DoubleStream.of(ratio),
                rounds.stream()
                    .mapToDouble(round -> of(round, ours).median() / of(round, theirs).median()))
            .summaryStatistics();
    return new Row(name, what, ratio, ends.getMin(), ends.getMax(), goal);
  }

  /** The fastest sample of {@code key}. */
  double best(String key) {
    return bests(key, List.of()).min().orElseThrow();
  }

  /** Whether the fastest of {@code key} has another JVM near it, with those of {@code extra}. */
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
