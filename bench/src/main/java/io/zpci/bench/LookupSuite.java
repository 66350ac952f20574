package io.zpci.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the firmware's way to a function costs with many functions, against one: where one of them
 * is asked for, and in a full run also where all have their turn. The latter has no goal: what
 * thousands of functions are made of does not fit the host's caches, whoever looks them up.
 */
final class LookupSuite implements Suite {
  private static final double GOAL = 1.2;
  private static final String[] FUNCTIONS = {"1", "64", "4096"};

  LookupSuite() {}

  @Override
  public String name() {
    return "lookup";
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) {
    List<Row> rows = new ArrayList<>();
    Measured one = measure(sampling, "load");
    rows.add(row(one, "64", "", "", null));
    rows.add(row(one, "4096", "", "", GOAL));
    if (!sampling.quick()) {
      Measured turns = measure(sampling, "loadInTurn");
      rows.add(row(turns, "64", ".turns", " in turn", null));
      rows.add(row(turns, "4096", ".turns", " in turn", null));
    }
    return rows;
  }

  private static Measured measure(Sampling sampling, String method) {
    return sampling.run(
        List.of(
            new ForkedPart(
                LookupBenchmark.class,
                method,
                Map.of("functions", FUNCTIONS),
                run -> run.getParams().getParam("functions"))));
  }

  private static Row row(
      Measured measured, String many, String suffix, String how, @Nullable Double goal) {
    return measured.row(
        "lookup." + many + suffix,
        "a load with " + many + " functions" + how + ", to one",
        many,
        "1",
        goal);
  }
}
