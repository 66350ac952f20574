package io.zpci.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the firmware's way to a function costs with many functions, against one. */
final class LookupSuite implements Suite {
  private static final double GOAL = 1.2;

  LookupSuite() {}

  @Override
  public String name() {
    return "lookup";
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) {
    Measured measured =
        sampling.run(
            LookupBenchmark.class,
            Map.of("functions", new String[] {"1", "64", "4096"}),
            run -> run.getParams().getParam("functions"));
    List<Row> rows = new ArrayList<>();
    for (String many : List.of("64", "4096")) {
      rows.add(
          measured.row(
              "lookup." + many,
              "a load with " + many + " functions, to one",
              many,
              "1",
              many.equals("4096") ? (Double) GOAL : null));
    }
    return rows;
  }
}
