package io.zpci.bench;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * Nanoseconds an operation, by what was measured, once a round.
 *
 * @param rounds samples by key; all with the same keys, and at least one
 */
record Measured(List<Map<String, Samples>> rounds) {
  Measured {
    rounds = rounds.stream().map(Map::copyOf).toList();
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
    return rounds.stream().mapToDouble(round -> of(round, key).best()).min().orElseThrow();
  }

  private static Samples of(Map<String, Samples> round, String key) {
    Samples found = round.get(key);
    if (found == null) {
      throw new IllegalStateException("nothing was measured as " + key);
    }
    return found;
  }
}
