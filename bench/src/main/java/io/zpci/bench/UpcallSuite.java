package io.zpci.bench;

import io.zpci.bench.UpcallBenchmark.Call;
import io.zpci.nativedriver.CCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A driver's call from C against the same call from Java. */
final class UpcallSuite implements Suite {
  UpcallSuite() {}

  @Override
  public String name() {
    return "upcalls";
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) {
    if (CCompiler.find().isEmpty()) {
      notes.add("upcalls: left out, " + CCompiler.ABSENT);
      return List.of();
    }
    Measured measured =
        sampling.run(
            UpcallBenchmark.class,
            Map.of(),
            run -> run.getParams().getParam("call") + " " + run.getParams().getParam("caller"));
    List<Row> rows = new ArrayList<>();
    for (Call call : Call.values()) {
      rows.add(
          measured.row(
              "upcall." + call.name().toLowerCase(Locale.ROOT).replace('_', '-'),
              what(call) + " from C, to one from Java",
              call + " C",
              call + " JAVA",
              null));
    }
    return rows;
  }

  private static String what(Call call) {
    return switch (call) {
      case LOAD -> "a load of 8";
      case BLOCK -> "a block of 64";
      case STACK_BLOCK -> "a block of 64 that stands on the stack";
    };
  }
}
