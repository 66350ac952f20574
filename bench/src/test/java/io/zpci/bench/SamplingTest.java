package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** JMH runs what is given to it. */
class SamplingTest {
  @Test
  void aCaseIsRunAndFoundByItsKey() {
    Measured measured =
        new Sampling(true)
            .run(
                LookupBenchmark.class,
                Map.of("functions", new String[] {"1"}),
                run -> Sampling.method(run) + " " + run.getParams().getParam("functions"));
    assertTrue(measured.best("load 1") > 0);
  }
}
