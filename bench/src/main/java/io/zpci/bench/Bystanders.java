package io.zpci.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What a machine does beside a process and its children: busy time of all CPUs, time that a
 * hypervisor took away included, without their own. Source: proc(5), {@code /proc/stat} and {@code
 * /proc/self/stat}.
 */
final class Bystanders {
  /** Ticks a second: what both files count in, whatever the kernel's own rate (USER_HZ). */
  private static final double TICKS = 100;

  /**
   * In {@code /proc/stat} behind the word: user, nice, system; then idle, iowait; irq, softirq,
   * steal.
   */
  private static final int STEAL = 7;

  private static final int IDLE = 3;
  private static final int IOWAIT = 4;

  /** In {@code /proc/self/stat} behind the name: utime, stime, cutime, cstime. */
  private static final int OWN = 11;

  private static final int OWN_END = 15;

  private final long begin = System.nanoTime();
  private final long others;

  private Bystanders(long others) {
    this.others = others;
  }

  /**
   * Looks from now on.
   *
   * @throws IOException where the system does not tell
   */
  static Bystanders watch() throws IOException {
    return new Bystanders(now());
  }

  /** How many CPUs were busy with something else, on average since {@link #watch}. */
  double cpus() throws IOException {
    double seconds = (System.nanoTime() - begin) / 1e9;
    return Math.max(0, (now() - others) / TICKS / seconds);
  }

  private static long now() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      return busy(lines.findFirst().orElse("")) - own(Files.readString(Path.of("/proc/self/stat")));
    }
  }

  /** Busy ticks of the line of all CPUs. */
  static long busy(String line) {
    long[] ticks = numbers(line.replaceFirst("^cpu +", ""), 0, STEAL + 1);
    return LongStream.of(ticks).sum() - ticks[IDLE] - ticks[IOWAIT];
  }

  /** Ticks of a process and of its children that ended. A name may hold blanks and brackets. */
  static long own(String line) {
    return LongStream.of(numbers(line.substring(line.lastIndexOf(')') + 2), OWN, OWN_END)).sum();
  }

  private static long[] numbers(String text, int from, int to) {
    return Stream.of(text.strip().split(" ", -1))
        .limit(to)
        .skip(from)
        .mapToLong(Long::parseLong)
        .toArray();
  }
}
