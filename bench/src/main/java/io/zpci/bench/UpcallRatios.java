package io.zpci.bench;

import io.zpci.bench.UpcallBenchmark.Call;
import io.zpci.bench.UpcallBenchmark.Caller;
import io.zpci.nativedriver.CCompiler;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Runs {@link UpcallBenchmark} and prints what a call from C costs against one from Java. */
final class UpcallRatios {
  private static final double HALF = 50;

  private UpcallRatios() {}

  /** By itself: half a minute. */
  public static void main(String[] arguments) throws RunnerException {
    run();
  }

  /** Runs and prints on standard output; without a compiler a line that says so. */
  static void run() throws RunnerException {
    System.out.println();
    Optional<CCompiler> compiler = CCompiler.find();
    if (compiler.isEmpty()) {
      System.out.println("calls from C: skipped, " + CCompiler.ABSENT);
      return;
    }
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(UpcallBenchmark.class.getSimpleName())
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    System.out.println("call, ns the median    from Java  from C   ratio  at best");
    System.out.println("---------------------  ---------  -------  -----  -------");
    for (Call call : Call.values()) {
      Statistics java = find(results, call, Caller.JAVA);
      Statistics c = find(results, call, Caller.C);
      System.out.printf(
          Locale.ROOT,
          "%-21s  %9.1f  %7.1f  %5.2f  %7.2f%n",
          name(call),
          java.getPercentile(HALF),
          c.getPercentile(HALF),
          c.getPercentile(HALF) / java.getPercentile(HALF),
          c.getMin() / java.getMin());
    }
  }

  private static String name(Call call) {
    return switch (call) {
      case LOAD -> "load, 8 bytes";
      case BLOCK -> "block, 64 bytes";
      case STACK_BLOCK -> "block from the stack";
    };
  }

  private static Statistics find(Collection<RunResult> results, Call call, Caller caller) {
    return results.stream()
        .filter(run ->
            run.getParams().getParam("call").equals(call.name())
                && run.getParams().getParam("caller").equals(caller.name()))
        .findFirst()
        .map(Ratios::cpuPerMove)
        .orElseThrow();
  }
}
