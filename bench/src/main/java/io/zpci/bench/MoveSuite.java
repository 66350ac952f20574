package io.zpci.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;

/**
 * One move with 120,832 DMBs against one with a single DMB, and what that makes of a send of 64 KiB
 * over SMC: 16 blocks of data, then the signal. See {@link MoveBenchmark}.
 */
final class MoveSuite implements Suite {
  private static final int BLOCKS = 16;
  private static final int DATA = 4096;
  private static final int SIGNAL = 64;

  MoveSuite() {}

  @Override
  public String name() {
    return "moves";
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) {
    Measured measured =
        sampling.run(
            MoveBenchmark.class,
            Map.of(
                "form",
                sampling.choose(
                    new String[] {"ONE", "MANY"},
                    new String[] {"ONE", "MANY", "SCATTERED", "OWN_MEMORY"}),
                "length",
                new String[] {"64", "4096"},
                "signal",
                new String[] {"false", "true"}),
            MoveSuite::key);
    List<Row> rows = new ArrayList<>();
    for (Form form : sampling.choose(List.of(Form.MANY), List.of(Form.values()))) {
      if (form == Form.ONE) {
        continue;
      }
      for (int length : List.of(SIGNAL, DATA)) {
        for (boolean signal : new boolean[] {false, true}) {
          rows.add(row(measured, form, length, signal));
        }
      }
      rows.add(send(measured, form));
    }
    return rows;
  }

  /** Put together of both parts, each with the weight of its time in ONE; so are the ends. */
  private static Row send(Measured measured, Form form) {
    Row data = row(measured, form, DATA, false);
    Row signal = row(measured, form, SIGNAL, true);
    double blocks = BLOCKS * measured.best(key(Form.ONE, DATA, false));
    double part = blocks / (blocks + measured.best(key(Form.ONE, SIGNAL, true)));
    return new Row(
        "move." + form + ".send",
        "a move of a 64 KiB send on average, " + form + " to ONE",
        part * data.ratio() + (1 - part) * signal.ratio(),
        part * data.low() + (1 - part) * signal.low(),
        part * data.high() + (1 - part) * signal.high(),
        null);
  }

  private static Row row(Measured measured, Form form, int length, boolean signal) {
    return measured.row(
        "move." + form + "." + length + (signal ? ".signal" : ""),
        "a move of " + length + (signal ? " with a signal" : "") + ", " + form + " to ONE",
        key(form, length, signal),
        key(Form.ONE, length, signal),
        null);
  }

  private static String key(Form form, int length, boolean signal) {
    return form + " " + length + " " + signal;
  }

  private static String key(RunResult run) {
    return run.getParams().getParam("form")
        + " "
        + run.getParams().getParam("length")
        + " "
        + run.getParams().getParam("signal");
  }
}
