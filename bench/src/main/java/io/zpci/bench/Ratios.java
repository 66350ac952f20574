package io.zpci.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link MoveBenchmark} and prints what a move costs with many functions and DMBs against one
 * with one, on standard output. The exit code says nothing of the ratios: they are for people.
 */
public final class Ratios {
  private static final List<Integer> LENGTHS = List.of(64, 4096);

  private Ratios() {}

  /**
   * Runs, which takes about two minutes.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws RunnerException {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    System.out.printf(
        Locale.ROOT,
        "JDK %s, %d CPUs, load %.1f at the start%n",
        Runtime.version(),
        system.getAvailableProcessors(),
        system.getSystemLoadAverage());
    System.err.println("bench: about two minutes, without a word in between");
    Options options =
        new OptionsBuilder()
            .include(MoveBenchmark.class.getSimpleName())
            .verbosity(VerboseMode.SILENT)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    System.out.println("move              form            ns        ratio to ONE");
    System.out.println("----------------  -----------  -------------  ------------");
    for (int length : LENGTHS) {
      for (boolean signal : new boolean[] {false, true}) {
        Result<?> one = find(results, Form.ONE, length, signal);
        for (Form form : Form.values()) {
          print(name(length, signal), form, find(results, form, length, signal), one);
        }
      }
    }
  }

  private static String name(int length, boolean signal) {
    return length + (signal ? " bytes, sf 1" : " bytes, sf 0");
  }

  private static void print(String move, Form form, Result<?> result, Result<?> one) {
    double ratio = result.getScore() / one.getScore();
    double error = ratio * Math.hypot(relativeError(result), relativeError(one));
    System.out.printf(
        Locale.ROOT,
        "%-16s  %-11s  %6.1f ± %4.1f  %s%n",
        move,
        form,
        result.getScore(),
        result.getScoreError(),
        form == Form.ONE ? "" : String.format(Locale.ROOT, "%.2f ± %.2f", ratio, error));
  }

  private static double relativeError(Result<?> result) {
    return result.getScoreError() / result.getScore();
  }

  private static Result<?> find(
      Collection<RunResult> results, Form form, int length, boolean signal) {
    return results.stream()
        .filter(
            run ->
                run.getParams().getParam("form").equals(form.name())
                    && run.getParams().getParam("length").equals(Integer.toString(length))
                    && run.getParams().getParam("signal").equals(Boolean.toString(signal)))
        .findFirst()
        .orElseThrow()
        .getPrimaryResult();
  }
}
