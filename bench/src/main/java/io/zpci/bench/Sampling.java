package io.zpci.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.openjdk.jmh.results.RunResult;

/**
 * How long things are measured, and in which order: in rounds, each of which measures everything
 * that is compared once. So what the machine does meanwhile meets all of it alike. Where no second
 * measurement was nearly as fast as the fastest, more are asked.
 *
 * @param quick whether named cases are enough, in fewer rounds
 */
record Sampling(boolean quick) {
  /** How often a case is timed each time that it is measured, and for how long. */
  static final int ITERATIONS = 8;

  static final long MILLIS = 30;

  private static final int ROUNDS = 3;
  private static final int QUICK_ROUNDS = 2;

  /** So few cases are over before a machine that is disturbed for seconds is left alone. */
  private static final int FEW = 4;

  private static final int MORE = 4;

  /** Everything, or what is named: {@code quickly} where this is quick. */
  <T> T choose(T quickly, T fully) {
    return quick ? quickly : fully;
  }

  /** All methods of {@code type} as {@link ForkedPart}. */
  Measured run(Class<?> type, Map<String, String[]> parameters, Function<RunResult, String> key) {
    return run(List.of(new ForkedPart(type, ".*", parameters, key)));
  }

  /** Measures {@code parts}, whose keys all differ. */
  Measured run(List<Part> parts) {
    List<Map<String, Samples>> rounds = new ArrayList<>();
    Map<String, Part> owners = new HashMap<>();
    int many = rounds();
    for (int round = 0; round < many; round++) {
      Map<String, Samples> all = new HashMap<>();
      for (Part part : parts) {
        part.once()
            .forEach((key, samples) -> {
              if (all.put(key, samples) != null) {
                throw new IllegalArgumentException("two cases are named " + key);
              }
              owners.put(key, part);
            });
      }
      rounds.add(all);
      many = all.size() <= FEW ? 2 * rounds() : rounds();
    }
    Measured measured = new Measured(rounds, Map.of());
    Map<String, List<Samples>> more = new HashMap<>();
    owners.forEach((key, part) -> {
      List<Samples> extra = new ArrayList<>();
      while (extra.size() < MORE && !measured.confirmed(key, extra)) {
        extra.add(part.again(key));
      }
      more.put(key, extra);
    });
    return new Measured(rounds, more);
  }

  private int rounds() {
    return choose(QUICK_ROUNDS, ROUNDS);
  }

  /** The name of the method that was measured. */
  static String method(RunResult run) {
    String name = run.getParams().getBenchmark();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
