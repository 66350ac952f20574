package io.zpci.bench;

import io.zpci.nativedriver.CCompiler;
import io.zpci.trace.Tap;
import io.zpci.vfio.Splitter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The splitter against the same rules in C. Before anything is timed the accesses of both are
 * compared, one by one, for every offset, length and width, with windows and without.
 */
final class SplitSuite implements Suite {
  private static final double GOAL_POINTER = 0.6;
  private static final double GOAL_INLINED = 1.3;
  private static final String[] OFFSETS = {"0", "1", "2", "3", "4", "5", "6", "7"};
  private static final String[] LENGTHS = {"1", "8", "9", "64", "127", "128", "4096"};
  private static final List<long[]> WINDOWS =
      List.of(new long[] {0, 0}, new long[] {4, 12}, new long[] {0, 3}, new long[] {60, 200});

  SplitSuite() {}

  @Override
  public String name() {
    return "split";
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) {
    Optional<CCompiler> compiler = CCompiler.find();
    if (compiler.isEmpty()) {
      notes.add("split: left out, " + CCompiler.ABSENT);
      return List.of();
    }
    notes.add(
        "split: C and Java make the same accesses of " + compared(compiler.get()) + " writes");
    String[] offsets = sampling.choose(new String[] {"0", "1"}, OFFSETS);
    String[] lengths = sampling.choose(new String[] {"8", "128", "4096"}, LENGTHS);
    List<Integer> widths = sampling.choose(List.of(8), List.of(4, 8));
    Part java =
        new ForkedPart(
            SplitBenchmark.class,
            "java",
            Map.of(
                "offset",
                offsets,
                "length",
                lengths,
                "width",
                widths.stream().map(width -> Integer.toString(width)).toArray(String[]::new)),
            run ->
                "java "
                    + run.getParams().getParam("offset")
                    + " "
                    + run.getParams().getParam("length")
                    + " "
                    + run.getParams().getParam("width"));
    Measured measured;
    SplitBenchmark inC = new SplitBenchmark();
    try {
      inC.prepare();
      measured = sampling.run(List.of(java, inC(inC, offsets, lengths, widths)));
    } finally {
      inC.close();
    }
    List<Row> rows = new ArrayList<>();
    for (int width : widths) {
      for (String length : lengths) {
        for (String offset : offsets) {
          add(rows, measured, width, length, offset);
        }
      }
    }
    return rows;
  }

  private static Part inC(
      SplitBenchmark benchmark, String[] offsets, String[] lengths, List<Integer> widths) {
    Map<String, LongSupplier> calls = new HashMap<>();
    for (int width : widths) {
      for (String length : lengths) {
        for (String offset : offsets) {
          String of = " " + offset + " " + length + " " + width;
          Runnable prepare =
              () -> {
                benchmark.width = width;
                benchmark.length = Integer.parseInt(length);
                benchmark.offset = Integer.parseInt(offset);
              };
          calls.put("pointer" + of, () -> call(prepare, benchmark::pointer));
          calls.put("inlined" + of, () -> call(prepare, benchmark::inlined));
        }
      }
    }
    return new PartInC(calls, SplitBenchmark.WRITES);
  }

  private static long call(Runnable prepare, LongSupplier loop) {
    prepare.run();
    return loop.getAsLong();
  }

  private static void add(
      List<Row> rows, Measured measured, int width, String length, String offset) {
    String of = offset + " " + length + " " + width;
    String what = "split of " + length + " at +" + offset + " into " + width + "s, to C ";
    String name = "split." + width + "." + length + "+" + offset;
    // The goals are for what is long enough: of a short write most is the way in and out of it.
    boolean goal = length.equals("4096");
    String java = "java " + of;
    rows.add(
        measured.row(
            name + ".pointer",
            what + "by pointer",
            java,
            "pointer " + of,
            goal ? (Double) GOAL_POINTER : null));
    rows.add(
        measured.row(
            name + ".inlined",
            what + "inlined",
            java,
            "inlined " + of,
            goal ? (Double) GOAL_INLINED : null));
  }

  /** Compares accesses; how many writes were compared. */
  static int compared(CCompiler compiler) {
    int writes = 0;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment from = arena.allocate(SplitBenchmark.MOST, 8);
      for (int i = 0; i < SplitBenchmark.MOST; i++) {
        from.set(ValueLayout.JAVA_BYTE, i, (byte) (0x10 + i));
      }
      try (CSplitter inC =
          new CSplitter(
              compiler, arena.allocate(2L * SplitBenchmark.MOST, 8), SplitBenchmark.MOST)) {
        for (String length : LENGTHS) {
          for (String offset : OFFSETS) {
            for (int width : new int[] {4, 8}) {
              for (long[] window : WINDOWS) {
                compare(inC, from, width, window, Long.parseLong(offset), Integer.parseInt(length));
                writes++;
              }
            }
          }
        }
      }
    }
    return writes;
  }

  private static void compare(
      CSplitter inC, MemorySegment from, int width, long[] window, long offset, int length) {
    PiecesIo io = new PiecesIo();
    long done =
        new Splitter(io, () -> true, Tap.NONE)
            .write(0, width, true, window[0], window[1], offset, from, 0, length);
    List<CSplitter.Piece> expected = inC.pieces(width, window[0], window[1], offset, from, length);
    if (done != length || !io.pieces().equals(expected)) {
      throw new IllegalStateException(
          "a write of %d bytes at %d, window %d to %d, width %d: C makes %s, Java %s"
              .formatted(length, offset, window[0], window[1], width, expected, io.pieces()));
    }
  }
}
