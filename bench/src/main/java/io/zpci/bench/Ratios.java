package io.zpci.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;

/**
 * Runs {@link MoveBenchmark} and prints what a move costs with many functions and DMBs against one
 * with one, on standard output, and what that makes of a whole send: the median of all iterations
 * with the quartiles about it, and the best iteration. The time is the CPU's for the thread that
 * moves, not the wall's: so a machine that has other things to do is in the way only as far as they
 * take its caches, and an iteration that they spoil moves no median. The exit code says nothing of
 * the ratios: they are for people.
 */
public final class Ratios {
  private static final List<Integer> LENGTHS = List.of(64, 4096);

  /** Blocks of data in a send of 64 KiB. */
  private static final int BLOCKS = 16;

  private static final double FIRST_QUARTER = 25;
  private static final double HALF = 50;
  private static final double LAST_QUARTER = 75;

  private Ratios() {}

  /**
   * Runs, which takes about seven minutes.
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
    System.err.println("bench: about seven minutes, without a word in between");
    Options options =
        new OptionsBuilder()
            .include(MoveBenchmark.class.getSimpleName())
            .verbosity(VerboseMode.SILENT)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    System.out.println(
        "move              form         ns a move, quartiles   ratio  at best  ratio");
    System.out.println(
        "----------------  -----------  --------------------  ------  -------  -----");
    for (int length : LENGTHS) {
      for (boolean signal : new boolean[] {false, true}) {
        Statistics one = find(results, Form.ONE, length, signal);
        for (Form form : Form.values()) {
          print(name(length, signal), form, find(results, form, length, signal), one);
        }
      }
    }
    for (Form form : Form.values()) {
      printSend(results, form);
    }
    UpcallRatios.run();
  }

  /** A send of 64 KiB over SMC, as the moves above make it: 16 blocks of data, then the signal. */
  private static void printSend(Collection<RunResult> results, Form form) {
    double cost = send(results, form);
    System.out.printf(
        Locale.ROOT,
        "%-16s  %-11s  %6.1f %21s%n",
        "64 KiB over SMC",
        form,
        cost,
        ratio(form, cost, send(results, Form.ONE)));
  }

  private static double send(Collection<RunResult> results, Form form) {
    double data = median(find(results, form, 4096, false));
    double signal = median(find(results, form, 64, true));
    return (BLOCKS * data + signal) / (BLOCKS + 1);
  }

  private static String name(int length, boolean signal) {
    return length + (signal ? " bytes, sf 1" : " bytes, sf 0");
  }

  private static void print(String move, Form form, Statistics result, Statistics one) {
    System.out.printf(
        Locale.ROOT,
        "%-16s  %-11s  %6.1f  %5.1f ..%6.1f  %6s  %7.1f  %5s%n",
        move,
        form,
        median(result),
        result.getPercentile(FIRST_QUARTER),
        result.getPercentile(LAST_QUARTER),
        ratio(form, median(result), median(one)),
        result.getMin(),
        ratio(form, result.getMin(), one.getMin()));
  }

  private static String ratio(Form form, double cost, double one) {
    return form == Form.ONE ? "" : String.format(Locale.ROOT, "%.2f", cost / one);
  }

  private static double median(Statistics result) {
    return result.getPercentile(HALF);
  }

  /** Nanoseconds that the CPU spent on a move, one value an iteration. */
  static Statistics cpuPerMove(RunResult run) {
    return new ListStatistics(
        run.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .mapToDouble(iteration -> counted(iteration, "cpu") / counted(iteration, "moves"))
            .toArray());
  }

  private static double counted(IterationResult iteration, String what) {
    return Objects.requireNonNull(iteration.getSecondaryResults().get(what), what).getScore();
  }

  private static Statistics find(
      Collection<RunResult> results, Form form, int length, boolean signal) {
    return results.stream()
        .filter(run ->
            run.getParams().getParam("form").equals(form.name())
                && run.getParams().getParam("length").equals(Integer.toString(length))
                && run.getParams().getParam("signal").equals(Boolean.toString(signal)))
        .findFirst()
        .map(Ratios::cpuPerMove)
        .orElseThrow();
  }
}
