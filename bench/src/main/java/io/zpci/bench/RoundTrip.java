package io.zpci.bench;

import io.zpci.vfio.RegionAccess;
import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times round trips of region writes over vfio-user, against this project's server and against one
 * on libvfio-user: the same client for both, both servers on one core, in turns A B B A. Prints
 * medians and 99th percentiles with their ratios.
 *
 * <p>Both servers keep what is written in memory. Ours has the firmware and its checks in between:
 * 8 bytes are one PCISTG, 4 KiB one PCISTB.
 */
public final class RoundTrip {
  private static final List<Integer> LENGTHS = List.of(8, 4096);
  private static final int WARM_UP = 100_000;
  private static final int ROUNDS = 25_000;
  private static final int CYCLES = 4;
  private static final double MEDIAN = 0.5;
  private static final double LAST_HUNDREDTH = 0.99;

  private RoundTrip() {}

  /**
   * Runs.
   *
   * @param arguments the directory of libvfio-user, where {@code include} and {@code build/lib} are
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 1) {
      System.err.println("round-trip: the directory of a built libvfio-user was expected");
      System.exit(2);
    }
    Path folder = Files.createTempDirectory("zpci-round-trip");
    try (ServerProcess ours = ServerProcess.ours(folder.resolve("ours"));
        ServerProcess theirs = ServerProcess.libvfioUser(folder, Path.of(arguments[0]))) {
      System.out.printf(
          Locale.ROOT,
          "JDK %s, %d CPUs%n",
          Runtime.version(),
          Runtime.getRuntime().availableProcessors());
      System.out.println("a write, us             ours  libvfio-user  ratio");
      System.out.println("------------------  --------  ------------  -----");
      try (VfioUserDevice a = VfioUserDevice.connect(ours.socket(), ClientOptions.DEFAULT);
          VfioUserDevice b = VfioUserDevice.connect(theirs.socket(), ClientOptions.DEFAULT)) {
        for (int length : LENGTHS) {
          compare(a.region(0), b.region(0), length);
        }
      }
    } finally {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  private static void compare(RegionAccess ours, RegionAccess theirs, int length) {
    Samples mine = new Samples();
    Samples other = new Samples();
    write(ours, length, WARM_UP, new Samples());
    write(theirs, length, WARM_UP, new Samples());
    for (int i = 0; i < CYCLES; i++) {
      write(ours, length, ROUNDS, mine);
      write(theirs, length, 2 * ROUNDS, other);
      write(ours, length, ROUNDS, mine);
    }
    print(length + " bytes, median", mine.at(MEDIAN), other.at(MEDIAN));
    print(length + " bytes, 99th", mine.at(LAST_HUNDREDTH), other.at(LAST_HUNDREDTH));
  }

  private static void print(String what, double ours, double theirs) {
    System.out.printf(
        Locale.ROOT,
        "%-18s  %8.2f  %12.2f  %5.2f%n",
        what,
        ours / 1000,
        theirs / 1000,
        ours / theirs);
  }

  private static void write(RegionAccess region, int length, int rounds, Samples samples) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(length, 8);
      for (int i = 0; i < rounds; i++) {
        long begin = System.nanoTime();
        long done = region.pwrite(0, data, 0, length);
        long end = System.nanoTime();
        if (done != length) {
          throw new IllegalStateException("a write of " + length + " bytes answered " + done);
        }
        samples.add(end - begin);
      }
    }
  }

  /** Nanoseconds of each round. */
  private static final class Samples {
    private long[] all = new long[1 << 18];
    private int count;

    private void add(long nanos) {
      if (count == all.length) {
        all = Arrays.copyOf(all, 2 * count);
      }
      all[count++] = nanos;
    }

    private double at(double part) {
      long[] sorted = Arrays.copyOf(all, count);
      Arrays.sort(sorted);
      return sorted[(int) (part * (count - 1))];
    }
  }
}
