package io.zpci.bench;

import java.util.List;
import java.util.Map;

/** Register files against calls written by hand. */
final class RegisterSuite implements Suite {
  private static final double GOAL = 1.1;

  RegisterSuite() {}

  @Override
  public String name() {
    return "registers";
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) {
    Measured measured = sampling.run(RegisterBenchmark.class, Map.of(), Sampling::method);
    return List.of(
        measured.row(
            "registers.read",
            "a read by a register file, to one by hand",
            "readByFile",
            "readByHand",
            GOAL),
        measured.row(
            "registers.write",
            "a write by a register file, to one by hand",
            "writeByFile",
            "writeByHand",
            GOAL));
  }
}
