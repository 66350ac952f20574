package io.zpci.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A block on each route against a copy of its bytes, and the same with a tap at every boundary
 * against none.
 */
final class RouteSuite implements Suite {
  /** Routes that a guest's ISM block arrives whole on. */
  static final List<String> BYPASSES =
      List.of("lpar", "interpretation", "ism-vfio-pci-process", "zpci-io-region", "relaxed-pwrite");

  private static final double GOAL_COPY = 2.5;
  private static final double GOAL_RING = 2.0;
  private static final double GOAL_RING_SPLIT = 4.0;
  private static final String[] LENGTHS = {"1", "32", "128", "1000", "4096"};
  private static final String SPLIT = "bar-rw";

  /** What QEMU takes of a block, and cuts. */
  private static final int SPLIT_LENGTH = 128;

  private final boolean taps;

  /**
   * A suite.
   *
   * @param taps whether it is taps that are compared, else routes
   */
  RouteSuite(boolean taps) {
    this.taps = taps;
  }

  @Override
  public String name() {
    return taps ? "taps" : "routes";
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) {
    return taps ? taps(sampling) : routes(sampling);
  }

  private static List<Row> routes(Sampling sampling) {
    String[] lengths = sampling.choose(new String[] {"32", "4096"}, LENGTHS);
    Measured measured = measure(sampling, BYPASSES.toArray(new String[0]), "ism", lengths, "none");
    List<Row> rows = new ArrayList<>();
    for (String route : BYPASSES) {
      for (String length : lengths) {
        rows.add(
            measured.row(
                "route." + route + "." + length,
                "a block of " + length + " on " + route + ", to a copy",
                "move " + route + " " + length + " none",
                "copy " + route + " " + length + " none",
                length.equals("4096") ? (Double) GOAL_COPY : null));
      }
    }
    String cut = Integer.toString(SPLIT_LENGTH);
    Measured split = measure(sampling, new String[] {SPLIT}, "memory", new String[] {cut}, "none");
    rows.add(
        split.row(
            "route.bar-rw." + cut,
            "a block of " + cut + ", which is cut, on bar-rw, to a copy",
            "move bar-rw " + cut + " none",
            "copy bar-rw " + cut + " none",
            null));
    return rows;
  }

  private static List<Row> taps(Sampling sampling) {
    List<Row> rows = new ArrayList<>();
    String[] blocks =
        sampling.choose(
            new String[] {"lpar", "zpci-io-region", "relaxed-pwrite"},
            BYPASSES.toArray(new String[0]));
    Measured whole = measure(sampling, blocks, "ism", new String[] {"4096"}, "none", TAPS);
    for (String route : blocks) {
      rows(rows, whole, route, "4096", GOAL_RING);
    }
    String cut = Integer.toString(SPLIT_LENGTH);
    Measured split =
        measure(sampling, new String[] {SPLIT}, "memory", new String[] {cut}, "none", TAPS);
    rows(rows, split, SPLIT, cut, GOAL_RING_SPLIT);
    return rows;
  }

  private static final String[] TAPS = {"counting", "ring", "jfr"};

  private static void rows(
      List<Row> rows, Measured measured, String route, String length, double goal) {
    for (String tap : TAPS) {
      rows.add(
          measured.row(
              "tap." + tap + "." + route + "." + length,
              "a block of " + length + " on " + route + " with tap " + tap + ", to none",
              "move " + route + " " + length + " " + tap,
              "move " + route + " " + length + " none",
              tap.equals("ring") ? (Double) goal : null));
    }
  }

  private static Measured measure(
      Sampling sampling,
      String[] routes,
      String device,
      String[] lengths,
      String tap,
      String... more) {
    List<String> all = new ArrayList<>(List.of(tap));
    all.addAll(List.of(more));
    return sampling.run(
        RouteBenchmark.class,
        more.length == 0 ? "(move|copy)" : "move",
        Map.of(
            "route",
            routes,
            "device",
            new String[] {device},
            "length",
            lengths,
            "tap",
            all.toArray(new String[0])),
        run ->
            String.join(
                " ",
                Sampling.method(run),
                run.getParams().getParam("route"),
                run.getParams().getParam("length"),
                run.getParams().getParam("tap")));
  }
}
