package io.zpci.bench;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * How long things are measured.
 *
 * @param quick whether named cases are enough, each in one JVM
 */
record Sampling(boolean quick) {
  private static final int FORKS = 3;
  private static final int QUICK_WARM_UP = 4;
  private static final int WARM_UP = 5;
  private static final int ITERATIONS = 8;
  private static final long WARM_UP_MILLIS = 150;
  private static final long MILLIS = 100;

  /** Everything, or what is named: {@code quickly} where this is quick. */
  <T> T choose(T quickly, T fully) {
    return quick ? quickly : fully;
  }

  /**
   * Runs the benchmarks of {@code type} for each combination of {@code parameters}.
   *
   * @param key names a result: the benchmark's method, and its parameters
   * @return nanoseconds an operation, one sample an iteration, by key
   */
  Measured run(Class<?> type, Map<String, String[]> parameters, Function<RunResult, String> key) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + type.getSimpleName() + "\\.")
            .forks(choose(1, FORKS))
            .warmupIterations(choose(QUICK_WARM_UP, WARM_UP))
            .warmupTime(TimeValue.milliseconds(WARM_UP_MILLIS))
            .measurementIterations(ITERATIONS)
            .measurementTime(TimeValue.milliseconds(MILLIS))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT);
    parameters.forEach(options::param);
    Collection<RunResult> results;
    try {
      results = new Runner(options.build()).run();
    } catch (RunnerException e) {
      throw new IllegalStateException(type.getSimpleName() + ": " + e.getMessage(), e);
    }
    return new Measured(results.stream().collect(Collectors.toMap(key, Sampling::samples)));
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
