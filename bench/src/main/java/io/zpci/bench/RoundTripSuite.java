package io.zpci.bench;

import io.zpci.vfio.RegionAccess;
import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Round trips of region writes over vfio-user, against this project's server and against one on
 * libvfio-user: the same client for both, both servers on one core, in turns A B B A.
 *
 * <p>Both servers keep what is written in memory. Ours has the firmware and its checks in between:
 * 8 bytes are one PCISTG, 4 KiB one PCISTB.
 */
final class RoundTripSuite implements Suite {
  private static final List<Integer> LENGTHS = List.of(8, 4096);
  private static final int WARM_UP = 100_000;
  private static final int ROUNDS = 25_000;
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
    Path folder = Files.createTempDirectory("zpci-round-trip");
    List<Row> rows = new ArrayList<>();
    try (ServerProcess ours = ServerProcess.ours(folder.resolve("ours"));
        ServerProcess theirs = ServerProcess.libvfioUser(folder, library);
        VfioUserDevice a = VfioUserDevice.connect(ours.socket(), ClientOptions.DEFAULT);
        VfioUserDevice b = VfioUserDevice.connect(theirs.socket(), ClientOptions.DEFAULT)) {
      for (int length : LENGTHS) {
        compare(rows, a.region(0), b.region(0), length, sampling.choose(2, 8));
      }
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
    return rows;
  }

  private static void compare(
      List<Row> rows, RegionAccess ours, RegionAccess theirs, int length, int cycles) {
    Rounds mine = new Rounds();
    Rounds other = new Rounds();
    write(ours, length, WARM_UP, new Rounds());
    write(theirs, length, WARM_UP, new Rounds());
    for (int i = 0; i < cycles; i++) {
      write(ours, length, ROUNDS, mine);
      write(theirs, length, 2 * ROUNDS, other);
      write(ours, length, ROUNDS, mine);
    }
    Samples a = mine.samples();
    Samples b = other.samples();
    String what = "a write of " + length + " over vfio-user, to libvfio-user, ";
    rows.add(Row.of("round-trip." + length + ".median", what + "median", a, b, GOAL_MEDIAN));
    rows.add(
        Row.exact(
            "round-trip." + length + ".p99",
            what + "99th percentile",
            a.lastHundredth() / b.lastHundredth(),
            GOAL_LAST));
  }

  private static void write(RegionAccess region, int length, int rounds, Rounds samples) {
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
  private static final class Rounds {
    private double[] all = new double[1 << 18];
    private int count;

    private void add(long nanos) {
      if (count == all.length) {
        all = Arrays.copyOf(all, 2 * count);
      }
      all[count++] = nanos;
    }

    private Samples samples() {
      return Samples.of(Arrays.copyOf(all, count));
    }
  }
}
