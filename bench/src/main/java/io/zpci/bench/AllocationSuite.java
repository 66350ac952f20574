package io.zpci.bench;

import com.sun.management.ThreadMXBean;
import io.zpci.arch.Outcome;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/** Bytes allocated for an operation, on each route, without a tap and with a ring. */
final class AllocationSuite implements Suite {
  /** Operations before it is looked at: what is compiled, linked or initialised by then is. */
  private static final int REHEARSAL = 20_000;

  private static final int OPERATIONS = 10_000;

  /** An allocation that the JVM makes for itself is not in every round. */
  private static final int ROUNDS = 10;

  private static final int[] LENGTHS = {1, 32, 128, 1000, 4096};

  /** What QEMU takes of a block by the strict rules: multiples of 8, from 16 to 128. */
  private static final int[] STRICT = {16, 24, 32, 64, 120, 128};

  AllocationSuite() {}

  @Override
  public String name() {
    return "allocation";
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) {
    List<Row> rows = new ArrayList<>();
    for (String tap : List.of("none", "ring")) {
      for (String route : RouteSuite.BYPASSES) {
        rows.add(row(route, "ism", LENGTHS, tap));
      }
      rows.add(row("ism-vfio-pci", "ism", STRICT, tap));
      rows.add(row("bar-rw", "memory", STRICT, tap));
    }
    return rows;
  }

  private static Row row(String route, String device, int[] lengths, String tap) {
    long bytes = 0;
    for (int length : lengths) {
      bytes = Math.max(bytes, allocated(route, device, length, tap));
    }
    return Row.exact(
        "allocation." + tap + "." + route,
        "bytes allocated for a block of "
            + lengths[0]
            + " to "
            + lengths[lengths.length - 1]
            + " on "
            + route
            + ", tap "
            + tap,
        (double) bytes / OPERATIONS,
        0.0);
  }

  /** The least of several rounds. */
  private static long allocated(String route, String device, int length, String tap) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    RouteBenchmark benchmark = new RouteBenchmark();
    benchmark.route = route;
    benchmark.device = device;
    benchmark.length = length;
    benchmark.tap = tap;
    benchmark.open();
    try {
      move(benchmark, REHEARSAL);
      long least = Long.MAX_VALUE;
      for (int round = 0; round < ROUNDS && least > 0; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        move(benchmark, OPERATIONS);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      return least;
    } finally {
      benchmark.close();
    }
  }

  private static void move(RouteBenchmark benchmark, int times) {
    for (int i = 0; i < times; i++) {
      int outcome = benchmark.move();
      if (outcome != Outcome.OK) {
        throw new IllegalStateException(benchmark.route + ": " + Outcome.describe(outcome));
      }
    }
  }
}
