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
 * @param load the load average, of whatever ran before
 * @param others how many CPUs were busy with something else; less than 0 where nobody knows
 */
record Surroundings(String cpu, int cpus, String jdk, double load, double others) {
  /** More of the CPUs than this busy with something else, and nothing can be trusted. */
  private static final double BUSY = 0.25;

  private static final long SAMPLE_MILLIS = 500;

  /** As it is now: takes half a second. */
  static Surroundings look() throws InterruptedException {
    return new Surroundings(
        model(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version().toString(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        sample());
  }

  private static double sample() throws InterruptedException {
    try {
      Bystanders bystanders = Bystanders.watch();
      Thread.sleep(SAMPLE_MILLIS);
      return bystanders.cpus();
    } catch (IOException _) {
      return -1;
    }
  }

  /** The same machine, and what else it did in the end. */
  Surroundings beside(double newOthers) {
    return new Surroundings(cpu, cpus, jdk, load, newOthers);
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
    return others > BUSY * cpus;
  }

  /** One line. */
  String describe() {
    String machine =
        String.format(Locale.ROOT, "%s, %d CPUs; JDK %s; load %.1f", cpu, cpus, jdk, load);
    return busy() ? machine + "; " + warning() : machine;
  }

  /** What is to be said of a machine that has too much else to do. */
  String warning() {
    return String.format(
        Locale.ROOT, "%.1f CPUs busy with something else: trust nothing of this", others);
  }
}
