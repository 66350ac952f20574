package io.zpci.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Loops in C, called from this JVM: they are the same in every one. */
final class PartInC implements Part {
  private final Map<String, LongSupplier> calls;
  private final int operations;

  /**
   * Loops, by key.
   *
   * @param calls each gives a negative number where it failed
   * @param operations how many a call makes
   */
  PartInC(Map<String, LongSupplier> calls, int operations) {
    this.calls = calls;
    this.operations = operations;
  }

  @Override
  public Map<String, Samples> once() {
    Map<String, Samples> samples = new HashMap<>();
    calls.keySet().forEach(key -> samples.put(key, again(key)));
    return samples;
  }

  @Override
  public Samples again(String key) {
    LongSupplier call = Objects.requireNonNull(calls.get(key), key);
    double[] samples = new double[Sampling.ITERATIONS + 1];
    for (int i = 0; i < samples.length; i++) {
      long begin = System.nanoTime();
      long end = begin;
      long made = 0;
      while (end - begin < TimeUnit.MILLISECONDS.toNanos(Sampling.MILLIS)) {
        if (call.getAsLong() < 0) {
          throw new IllegalStateException("a call that is measured failed: " + key);
        }
        made++;
        end = System.nanoTime();
      }
      samples[i] = (double) (end - begin) / made / operations;
    }
    // The first one warms what is called.
    return Samples.of(Arrays.copyOfRange(samples, 1, samples.length));
  }
}
