package io.zpci.bench;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Benchmarks, each time in a JVM of its own: what its compiler makes of the same code differs by a
 * tenth and more.
 */
final class ForkedPart implements Part {
  private static final int WARM_UP = 4;
  private static final long WARM_UP_MILLIS = 120;

  private final ChainedOptionsBuilder options;
  private final Function<RunResult, String> key;
  private final Map<String, BenchmarkParams> cases = new HashMap<>();

  /**
   * Benchmarks of {@code type} for each combination of {@code parameters}.
   *
   * @param methods which of them, a regular expression
   * @param key names a result: the benchmark's method, and its parameters
   */
  ForkedPart(
      Class<?> type,
      String methods,
      Map<String, String[]> parameters,
      Function<RunResult, String> key) {
    this.key = key;
    options = options("\\." + type.getSimpleName() + "\\." + methods + "$");
    parameters.forEach(options::param);
  }

  @Override
  public Map<String, Samples> once() {
    Map<String, Samples> samples = new HashMap<>();
    for (RunResult result : run(options)) {
      String name = key.apply(result);
      samples.put(name, samples(result));
      cases.put(name, result.getParams());
    }
    return samples;
  }

  @Override
  public Samples again(String name) {
    BenchmarkParams params = Objects.requireNonNull(cases.get(name), name);
    ChainedOptionsBuilder one = options("^" + Pattern.quote(params.getBenchmark()) + "$");
    params.getParamsKeys().forEach(each -> one.param(each, params.getParam(each)));
    return samples(run(one).iterator().next());
  }

  private static ChainedOptionsBuilder options(String include) {
    return new OptionsBuilder()
        .include(include)
        .forks(1)
        .warmupIterations(WARM_UP)
        .warmupTime(TimeValue.milliseconds(WARM_UP_MILLIS))
        .measurementIterations(Sampling.ITERATIONS)
        .measurementTime(TimeValue.milliseconds(Sampling.MILLIS))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT);
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
}
