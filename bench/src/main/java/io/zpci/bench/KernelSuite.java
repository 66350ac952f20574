package io.zpci.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The kernel's {@code memcpy_toio} against a copy. */
final class KernelSuite implements Suite {
  private static final String[] LENGTHS = {"8", "128", "4096"};

  KernelSuite() {}

  @Override
  public String name() {
    return "kernel";
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) {
    Measured measured =
        sampling.run(
            KernelBenchmark.class,
            Map.of("length", LENGTHS),
            run -> Sampling.method(run) + " " + run.getParams().getParam("length"));
    return Stream.of(LENGTHS)
        .map(length ->
            measured.row(
                "kernel.memcpy-toio." + length,
                "memcpy_toio of " + length + " on lpar, to a copy",
                "memcpyToIo " + length,
                "copy " + length,
                null))
        .toList();
  }
}
