package io.zpci.bench;

import io.zpci.vfio.RegionAccess;
import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Round trips of region writes over vfio-user, against this project's server and against one on
 * libvfio-user: the same client for both, in turns A B B A. The client and both servers have one
 * core; where there is another, it is also measured with the client there, as {@code apart}: then a
 * wake-up crosses cores, which takes longer than what the servers differ by. A turn is a sample:
 * its median, and its 99th percentile.
 *
 * <p>Both servers keep what is written in memory. Ours has the firmware and its checks in between:
 * 8 bytes are one PCISTG, 4 KiB one PCISTB.
 */
final class RoundTripSuite implements Suite {
  private static final List<Integer> LENGTHS = List.of(8, 4096);
  private static final int WARM_UP = 100_000;
  private static final int TURN = 25_000;
  private static final double GOAL_MEDIAN = 1.0;
  private static final double GOAL_LAST = 1.2;

  private final @Nullable Path library;

  /**
   * Round trips.
   *
   * @param library where libvfio-user is, with {@code include} and {@code build/lib}; null where it
   *     is not
   */
  RoundTripSuite(@Nullable Path library) {
    this.library = library;
  }

  @Override
  public String name() {
    return "round-trips";
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) throws IOException, InterruptedException {
    if (library == null) {
      notes.add("round-trips: left out, --libvfio-user names a built one to compare with");
      return List.of();
    }
    List<Integer> cores = Cores.allowed();
    // The first one has most of a machine's interrupts.
    int core = cores.getLast();
    int other = cores.getFirst();
    List<Row> rows = new ArrayList<>();
    try (TemporaryFolder folder = new TemporaryFolder();
        ServerProcess ours = ServerProcess.ours(folder, core);
        ServerProcess theirs = ServerProcess.libvfioUser(folder, library, core);
        VfioUserDevice a = VfioUserDevice.connect(ours.socket(), ClientOptions.DEFAULT);
        VfioUserDevice b = VfioUserDevice.connect(theirs.socket(), ClientOptions.DEFAULT)) {
      int cycles = sampling.choose(2, 8);
      for (int length : LENGTHS) {
        String name = "round-trip." + length;
        String what = "a write of " + length + " over vfio-user, to libvfio-user, ";
        try (Cores.Pinned _ = Cores.pin(core)) {
          warm(a.region(0), length);
          warm(b.region(0), length);
          Turns turns = new Turns(a.region(0), b.region(0), length, cycles);
          rows.add(turns.medians(name, what + "one core", GOAL_MEDIAN));
          rows.add(turns.p99(name, what + "one core", GOAL_LAST));
        }
        if (other != core) {
          try (Cores.Pinned _ = Cores.pin(other)) {
            Turns turns = new Turns(a.region(0), b.region(0), length, cycles);
            rows.add(turns.medians(name + ".apart", what + "two cores", null));
            rows.add(turns.p99(name + ".apart", what + "two cores", null));
          }
        }
      }
    }
    notes.add(
        "round-trips: both servers and the client on core "
            + core
            + (other == core ? "; there is no other" : "; apart: the client on core " + other));
    return rows;
  }

  /** Many writes, and a look at what the last of them left. */
  private static void warm(RegionAccess region, int length) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(length, 8);
      Contents.fill(data);
      write(region, data, new double[WARM_UP]);
      MemorySegment back = arena.allocate(length, 8);
      long done = region.pread(0, back, 0, length);
      if (done != length || data.mismatch(back) >= 0) {
        throw new IllegalStateException("a write of " + length + " bytes is not what is read");
      }
    }
  }

  private static void write(RegionAccess region, MemorySegment data, double[] nanos) {
    long length = data.byteSize();
    for (int i = 0; i < nanos.length; i++) {
      long begin = System.nanoTime();
      long done = region.pwrite(0, data, 0, length);
      long end = System.nanoTime();
      if (done != length) {
        throw new IllegalStateException("a write of " + length + " bytes answered " + done);
      }
      nanos[i] = end - begin;
    }
  }

  /** Turns of both, in the order A B B A. */
  private static final class Turns {
    private final List<Samples> ours = new ArrayList<>();
    private final List<Samples> theirs = new ArrayList<>();

    private Turns(RegionAccess a, RegionAccess b, int length, int cycles) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment data = arena.allocate(length, 8);
        Contents.fill(data);
        for (int i = 0; i < cycles; i++) {
          ours.add(turn(a, data));
          theirs.add(turn(b, data));
          theirs.add(turn(b, data));
          ours.add(turn(a, data));
        }
      }
    }

    private static Samples turn(RegionAccess region, MemorySegment data) {
      double[] nanos = new double[TURN];
      write(region, data, nanos);
      return Samples.of(nanos);
    }

    private Row medians(String name, String what, @Nullable Double goal) {
      return row(name + ".median", what + ", median", Samples::median, goal);
    }

    private Row p99(String name, String what, @Nullable Double goal) {
      return row(name + ".p99", what + ", 99th percentile", Samples::lastHundredth, goal);
    }

    private Row row(
        String name, String what, ToDoubleFunction<Samples> value, @Nullable Double goal) {
      return Row.of(name, what, of(ours, value), of(theirs, value), goal);
    }

    private static Samples of(List<Samples> turns, ToDoubleFunction<Samples> value) {
      return Samples.of(turns.stream().mapToDouble(value).toArray());
    }
  }
}
