package io.zpci.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The machine that is measured on.
 *
 * @param cpu its model
 * @param cpus how many
 * @param jdk the JDK's version
 * @param load of the machine before anything ran
 */
record Surroundings(String cpu, int cpus, String jdk, double load) {
  /** More than this beside the benchmarks, and nothing can be trusted. */
  private static final double BUSY = 0.5;

  /** As it is now. */
  static Surroundings look() {
    return new Surroundings(
        model(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String model() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.startsWith("model name") || line.startsWith("cpu model")) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException _) {
      // not on every system; the architecture will do
    }
    return System.getProperty("os.arch");
  }

  /** Whether the machine had too much else to do. */
  boolean busy() {
    return load > BUSY * cpus;
  }

  /** One line. */
  String describe() {
    return String.format(
        Locale.ROOT,
        "%s, %d CPUs; JDK %s; load %.1f at the start%s",
        cpu,
        cpus,
        jdk,
        load,
        busy() ? ": the machine is too busy, trust nothing of this" : "");
  }
}
