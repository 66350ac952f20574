package io.zpci.bench;

import java.util.List;
import java.util.Map;

/**
 * Nanoseconds an operation, by what was measured.
 *
 * @param samples by key
 */
record Measured(Map<String, Samples> samples) {
  Measured {
    samples = Map.copyOf(samples);
  }

  /** What was measured as {@code key}. */
  Samples of(String key) {
    Samples found = samples.get(key);
    if (found == null) {
      throw new IllegalStateException("nothing was measured as " + key);
    }
    return found;
  }

  /** The keys that begin with {@code word} and a blank, without those. */
  List<String> behind(String word) {
    return samples.keySet().stream()
        .filter(key -> key.startsWith(word + " "))
        .map(key -> key.substring(word.length() + 1))
        .sorted()
        .toList();
  }
}
