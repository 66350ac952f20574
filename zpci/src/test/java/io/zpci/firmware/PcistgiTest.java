package io.zpci.firmware;

import static io.zpci.firmware.Bench.ADDRESSING;
import static io.zpci.firmware.Bench.BLOCKED;
import static io.zpci.firmware.Bench.OPERAND;
import static io.zpci.firmware.Bench.OPERATION;
import static io.zpci.firmware.Bench.SPECIFICATION;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import io.zpci.arch.Status;
import java.util.List;
import org.junit.jupiter.api.Test;

/** PCISTGI: store by MIO address. Source: spec zpci 2, 8.3. */
class PcistgiTest {
  private static final long VALUE = 0x1122334455667788L;

  private final Bench bench = new Bench();

  private void refused(int expected, String rule, int outcome) {
    assertEquals(Outcome.describe(expected), Outcome.describe(outcome));
    assertEquals(List.of(rule), bench.broken());
    assertEquals(0, bench.inside(0, 0, 8), "nothing was stored");
  }

  @Test
  void aStoreReachesItsBarAndOffset() {
    assertEquals(Outcome.OK, bench.storeMio(2, bench.mio(4, 0x102), VALUE));
    assertEquals(0x0000_7788_0000_0000L, bench.inside(4, 0x100, 8));
    assertEquals(0, bench.inside(0, 0x100, 8));
  }

  @Test
  void problemStateIsAllowed() {
    int issue = Issue.MIO | Issue.PROBLEM_STATE;
    assertEquals(Outcome.OK, bench.firmware.store(issue, 8, bench.mio(0, 0x10), VALUE));
    assertEquals(VALUE, bench.inside(0, 0x10, 8));
  }

  @Test
  void aRelaxedFunctionWithoutMioIsNotReached() {
    assertEquals(List.of(0L, 0L, 0L, 0L, 0L, 0L), bench.relaxedEntry.mioAddresses());
    refused(ADDRESSING, "R-01", bench.storeMio(8, MioAddress.owned(1, 0), VALUE));
    refused(ADDRESSING, "R-01", bench.storeMio(8, MioAddress.unowned(0), VALUE));
    assertEquals(0, bench.inside(bench.relaxed, 0, 0, 8));
  }

  @Test
  void checksInTheirOrder() {
    Bench classic = new Bench(FirmwareRules.DEFAULT.withMio(false));
    assertEquals(OPERATION, classic.firmware.store(Issue.MIO | Issue.ODD_PAIR, 0, 0, VALUE));
    refused(
        SPECIFICATION,
        "firmware.pair",
        bench.firmware.store(Issue.MIO | Issue.ODD_PAIR, 0, 0, VALUE));
    refused(ADDRESSING, "R-01", bench.storeMio(0, 0, VALUE));
    refused(OPERAND, "R-14", bench.storeMio(8, bench.mio(0, 1), VALUE));
    refused(OPERAND, "firmware.single.length", bench.storeMio(7, bench.mio(0, 0), VALUE));
    refused(OPERAND, "R-32", bench.storeMio(8, bench.mio(0, 0x10000), VALUE));
    bench.strictEntry.error();
    refused(BLOCKED, "R-29", bench.storeMio(0, bench.mio(0, 1), VALUE));
  }

  @Test
  void theStatusComesBackInTheLengthRegister() {
    bench.strictEntry.error();
    int outcome = bench.storeMio(8, bench.mio(0, 0), VALUE);
    assertEquals((long) Status.BLOCKED << 24 | 8, Request.after(8, outcome));
  }
}
