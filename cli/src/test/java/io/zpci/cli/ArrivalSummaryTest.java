package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrival;
import io.zpci.workload.Bytes;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalSummaryTest {
  private static Arrival arrival(Operation operation, boolean mio, int length, int outcome) {
    return new Arrival(operation, mio, 0, 0, length, Bytes.NONE, outcome);
  }

  private static Arrival store(int length) {
    return arrival(Operation.PCISTG, false, length, Outcome.OK);
  }

  @Test
  void nothing() {
    assertEquals("nothing", ArrivalSummary.of(List.of()));
  }

  @Test
  void oneOfAKind() {
    assertEquals(
        "1 block of 64",
        ArrivalSummary.of(List.of(arrival(Operation.PCISTB, false, 64, Outcome.OK))));
    assertEquals(
        "1 MIO load of 8: cc 1 status 20",
        ArrivalSummary.of(List.of(arrival(Operation.PCILG, true, 8, Outcome.error(20)))));
  }

  @Test
  void manyOfAKind() {
    assertEquals("16 stores of 4", ArrivalSummary.of(Collections.nCopies(16, store(4))));
  }

  @Test
  void kindsInOrder() {
    assertEquals(
        "1 store of 4, 2 stores of 8, 1 store of 4",
        ArrivalSummary.of(List.of(store(4), store(8), store(8), store(4))));
  }

  @Test
  void manyKindsAreSummedUp() {
    assertEquals(
        "5 stores of 1 to 8, 1 refused, 1 block of 16, 1 MIO store of 4",
        ArrivalSummary.of(
            List.of(
                store(1),
                store(2),
                store(4),
                store(8),
                arrival(Operation.PCISTG, false, 8, Outcome.error(12)),
                arrival(Operation.PCISTB, false, 16, Outcome.OK),
                arrival(Operation.PCISTG, true, 4, Outcome.OK))));
  }
}
