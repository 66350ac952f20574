package io.zpci.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * How long things are measured, and in which order: in rounds, each of which measures everything
 * once, in a JVM of its own. So what a JVM's compiler makes of the same code, which differs by a
 * tenth and more, and what the machine does meanwhile meet what is compared alike. Where no second
 * JVM was nearly as fast as the fastest, more are asked.
 *
 * @param quick whether named cases are enough, in fewer rounds
 */
record Sampling(boolean quick) {
  private static final int ROUNDS = 3;
  private static final int QUICK_ROUNDS = 2;

  /** So few cases are over before a machine that is disturbed for seconds is left alone. */
  private static final int FEW = 4;

  private static final int MORE = 2;
  private static final int WARM_UP = 4;
  private static final int ITERATIONS = 8;
  private static final long WARM_UP_MILLIS = 120;
  private static final long MILLIS = 30;

  /** Everything, or what is named: {@code quickly} where this is quick. */
  <T> T choose(T quickly, T fully) {
    return quick ? quickly : fully;
  }

  /** {@link #run(Class, String, Map, Function)} of all methods of {@code type}. */
  Measured run(Class<?> type, Map<String, String[]> parameters, Function<RunResult, String> key) {
    return run(type, ".*", parameters, key);
  }

  /**
   * Runs benchmarks of {@code type} for each combination of {@code parameters}.
   *
   * @param methods which of them, a regular expression
   * @param key names a result: the benchmark's method, and its parameters
   * @return nanoseconds an operation, one sample an iteration, by key
   */
  Measured run(
      Class<?> type,
      String methods,
      Map<String, String[]> parameters,
      Function<RunResult, String> key) {
    ChainedOptionsBuilder options = options("\\." + type.getSimpleName() + "\\." + methods + "$");
    parameters.forEach(options::param);
    Map<String, BenchmarkParams> cases = new LinkedHashMap<>();
    List<Map<String, Samples>> rounds = new ArrayList<>();
    int many = rounds();
    for (int round = 0; round < many; round++) {
      Collection<RunResult> results = run(options);
      rounds.add(results.stream().collect(Collectors.toMap(key, Sampling::samples)));
      results.forEach(result -> cases.put(key.apply(result), result.getParams()));
      many = cases.size() <= FEW ? 2 * rounds() : rounds();
    }
    Measured measured = new Measured(rounds, Map.of());
    Map<String, List<Samples>> more = new LinkedHashMap<>();
    cases.forEach((each, params) -> {
      List<Samples> extra = new ArrayList<>();
      while (extra.size() < MORE && !measured.confirmed(each, extra)) {
        extra.add(samples(run(options(params)).iterator().next()));
      }
      more.put(each, extra);
    });
    return new Measured(rounds, more);
  }

  /** How many rounds there are, where there are not few cases. */
  int rounds() {
    return choose(QUICK_ROUNDS, ROUNDS);
  }

  /**
   * Samples of what no JVM compiles, taken in this one.
   *
   * @param operations how many a call makes
   * @return nanoseconds an operation
   */
  static Samples here(LongSupplier call, int operations) {
    double[] samples = new double[ITERATIONS + 1];
    for (int i = 0; i < samples.length; i++) {
      long begin = System.nanoTime();
      long end = begin;
      long calls = 0;
      while (end - begin < TimeUnit.MILLISECONDS.toNanos(MILLIS)) {
        if (call.getAsLong() < 0) {
          throw new IllegalStateException("a call that is measured failed");
        }
        calls++;
        end = System.nanoTime();
      }
      samples[i] = (double) (end - begin) / calls / operations;
    }
    // The first one warms what is called.
    return Samples.of(Arrays.copyOfRange(samples, 1, samples.length));
  }

  private static ChainedOptionsBuilder options(String include) {
    return new OptionsBuilder()
        .include(include)
        .forks(1)
        .warmupIterations(WARM_UP)
        .warmupTime(TimeValue.milliseconds(WARM_UP_MILLIS))
        .measurementIterations(ITERATIONS)
        .measurementTime(TimeValue.milliseconds(MILLIS))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
  }

  /** One case again. */
  private static ChainedOptionsBuilder options(BenchmarkParams again) {
    ChainedOptionsBuilder options = options("^" + Pattern.quote(again.getBenchmark()) + "$");
    again.getParamsKeys().forEach(name -> options.param(name, again.getParam(name)));
    return options;
  }

  private static Collection<RunResult> run(ChainedOptionsBuilder options) {
    try {
      return new Runner(options.build()).run();
    } catch (RunnerException e) {
      throw new IllegalStateException("a benchmark failed: " + e.getMessage(), e);
    }
  }

  private static Samples samples(RunResult run) {
    return Samples.of(
        run.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
            .toArray());
  }

  /** The name of the method that was measured. */
  static String method(RunResult run) {
    String name = run.getParams().getBenchmark();
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
