package io.zpci.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  /** Carries ISM whole, as far as QEMU takes a block: no more than 128 bytes. */
  private static final String SHORT = "ism-vfio-pci";

  /** What QEMU takes of a block, and cuts. */
  private static final List<String> CUT = List.of("128");

  /** None comes first: what the others are compared with. */
  private static final List<String> TAPS =
      List.of("none", "counting", "ring", "jfr", "jfr-recording");

  private static final List<String> NO_TAP = List.of("none");

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
    List<String> lengths = List.of(sampling.choose(new String[] {"32", "4096"}, LENGTHS));
    List<String> shorts = sampling.choose(List.of("32"), List.of("32", "128"));
    Measured measured =
        sampling.run(
            List.of(
                part("move", BYPASSES, "ism", lengths, NO_TAP),
                part("move", List.of(SHORT), "ism", shorts, NO_TAP),
                part("move", List.of(SPLIT), "memory", CUT, NO_TAP),
                part(
                    "copy",
                    List.of("lpar"),
                    "ism",
                    Stream.of(lengths, shorts, CUT).flatMap(List::stream).distinct().toList(),
                    NO_TAP)));
    List<Row> rows = new ArrayList<>();
    for (String route : BYPASSES) {
      for (String length : lengths) {
        rows.add(row(measured, route, length, length.equals("4096") ? (Double) GOAL_COPY : null));
      }
    }
    for (String length : shorts) {
      rows.add(row(measured, SHORT, length, null));
    }
    for (String length : CUT) {
      rows.add(
          measured.row(
              "route.bar-rw." + length,
              "a block of " + length + ", which is cut, on bar-rw, to a copy",
              "move bar-rw " + length + " none",
              "copy " + length,
              null));
    }
    return rows;
  }

  private static Row row(Measured measured, String route, String length, @Nullable Double goal) {
    return measured.row(
        "route." + route + "." + length,
        "a block of " + length + " on " + route + ", to a copy",
        "move " + route + " " + length + " none",
        "copy " + length,
        goal);
  }

  private static List<Row> taps(Sampling sampling) {
    List<Row> rows = new ArrayList<>();
    List<String> routes =
        sampling.choose(List.of("lpar", "zpci-io-region", "relaxed-pwrite"), BYPASSES);
    List<String> taps = sampling.choose(List.of("none", "counting", "ring"), TAPS);
    Measured measured =
        sampling.run(
            List.of(
                part("move", routes, "ism", List.of("4096"), taps),
                part("move", List.of(SPLIT), "memory", CUT, taps),
                splitter(taps)));
    for (String route : routes) {
      rows(rows, measured, taps, route, "4096", GOAL_RING);
    }
    for (String length : CUT) {
      rows(rows, measured, taps, SPLIT, length, GOAL_RING_SPLIT);
    }
    for (String tap : taps.subList(1, taps.size())) {
      rows.add(
          measured.row(
              "tap." + tap + ".split.4096",
              "the splitter alone, 4096 into 8s, with tap " + tap + " at each access, to none",
              "split " + tap,
              "split none",
              null));
    }
    return rows;
  }

  /** Nothing but the splitter, with a tap at the one boundary below it. */
  private static Part splitter(List<String> taps) {
    return new ForkedPart(
        SplitBenchmark.class,
        "java",
        Map.of(
            "offset",
            new String[] {"0"},
            "length",
            new String[] {"4096"},
            "width",
            new String[] {"8"},
            "tap",
            taps.toArray(new String[0])),
        run -> "split " + run.getParams().getParam("tap"));
  }

  private static void rows(
      List<Row> rows,
      Measured measured,
      List<String> taps,
      String route,
      String length,
      double goal) {
    for (String tap : taps.subList(1, taps.size())) {
      rows.add(
          measured.row(
              "tap." + tap + "." + route + "." + length,
              "a block of " + length + " on " + route + " with tap " + tap + ", to none",
              "move " + route + " " + length + " " + tap,
              "move " + route + " " + length + " none",
              tap.equals("ring") ? (Double) goal : null));
    }
  }

  private static Part part(
      String method, List<String> routes, String device, List<String> lengths, List<String> taps) {
    return new ForkedPart(
        RouteBenchmark.class,
        method,
        Map.of(
            "route",
            routes.toArray(new String[0]),
            "device",
            new String[] {device},
            "length",
            lengths.toArray(new String[0]),
            "tap",
            taps.toArray(new String[0])),
        run -> {
          String length = run.getParams().getParam("length");
          return method.equals("copy")
              ? method + " " + length
              : String.join(
                  " ",
                  method,
                  run.getParams().getParam("route"),
                  length,
                  run.getParams().getParam("tap"));
        });
  }
}
