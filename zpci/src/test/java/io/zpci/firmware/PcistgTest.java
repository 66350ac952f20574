package io.zpci.firmware;

import static io.zpci.firmware.Bench.BLOCKED;
import static io.zpci.firmware.Bench.INVALID_SPACE;
import static io.zpci.firmware.Bench.OPERAND;
import static io.zpci.firmware.Bench.PRIVILEGED;
import static io.zpci.firmware.Bench.SPECIFICATION;
import static io.zpci.firmware.Bench.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PCISTG: store by handle. Source: spec zpci 4.2. */
class PcistgTest {
  private static final long VALUE = 0x1122334455667788L;

  private final Bench bench = new Bench();

  private void refused(int expected, String rule, int outcome) {
    assertEquals(Outcome.describe(expected), Outcome.describe(outcome));
    assertEquals(List.of(rule), bench.broken());
    assertEquals(0, bench.inside(0, 0, 8), "nothing was stored");
  }

  @ParameterizedTest
  @CsvSource({
    "8, 0x1122334455667788",
    "4, 0x5566778800000000",
    "2, 0x7788000000000000",
    "1, 0x8800000000000000"
  })
  void theLowOrderBytesAreStoredMostSignificantFirst(int length, String expected) {
    assertEquals(Outcome.OK, bench.store(0, length, 0, VALUE));
    assertEquals(Long.parseUnsignedLong(expected.substring(2), 16), bench.inside(0, 0, 8));
    assertEquals(List.of(), bench.broken());
  }

  @Test
  void aStoreReachesItsOffsetOnly() {
    bench.store(0, 2, 0x1006, VALUE);
    assertEquals(0x7788, bench.inside(0, 0x1000, 8));
    assertEquals(0, bench.inside(0, 0x1008, 8));
    assertEquals(0, bench.inside(2, 0x1000, 8));
  }

  @Test
  void configurationSpaceTakesLittleEndianRegisters() {
    assertEquals(Outcome.OK, bench.store(15, 2, 4, 0x0600));
    assertTrue(bench.strict.config().memoryEnabled());
    assertTrue(bench.strict.config().busMaster());
  }

  @Test
  void issueChecksComeFirst() {
    long request = Request.of(UNKNOWN, 7, 0);
    int odd = Issue.ODD_PAIR;
    refused(PRIVILEGED, "R-30", bench.firmware.store(odd | Issue.PROBLEM_STATE, request, 0, VALUE));
    refused(SPECIFICATION, "firmware.pair", bench.firmware.store(odd, request, 0, VALUE));
    refused(Outcome.INVALID_HANDLE, "R-28", bench.firmware.store(Issue.HANDLE, request, 0, VALUE));
  }

  @Test
  void aHandleWithoutItsEnableBitIsUnknown() {
    int handle = bench.strictEntry.handle() & ~FunctionHandle.ENABLE;
    refused(
        Outcome.INVALID_HANDLE,
        "R-28",
        bench.firmware.store(Issue.HANDLE, Request.of(handle, 0, 8), 0, VALUE));
  }

  @Test
  void errorStateBeforeSpaceBeforeLength() {
    refused(INVALID_SPACE, "R-27", bench.store(6, 0, 1, VALUE));
    bench.strictEntry.error();
    refused(BLOCKED, "R-29", bench.store(6, 0, 1, VALUE));
    bench.strictEntry.resetBlock();
    assertEquals(Outcome.OK, bench.store(0, 4, 0, VALUE));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, R-14",
    "0, 9, 0, R-14",
    "0, 8, 1, R-14",
    "0, 0x18, 0, R-14",
    "0, 3, 0, firmware.single.length",
    "0, 6, 2, firmware.single.length",
    "0, 5, 0, firmware.single.length",
    "0, 7, 0, firmware.single.length",
    "15, 8, 0, R-26",
    "15, 3, 0, R-26",
    "15, 4, 2, R-26",
    "1, 4, 0, R-32",
    "4, 8, 0x1000, R-32",
    "15, 4, 256, R-32"
  })
  void lengthsAndEnds(int space, int length, long offset, String rule) {
    refused(OPERAND, rule, bench.store(space, length, offset, VALUE));
  }

  @Test
  void aBarOfARelaxedFunctionFollowsTheSameRules() {
    long request = Request.of(bench.relaxedEntry.handle(), 2, 8);
    assertEquals(Outcome.OK, bench.firmware.store(Issue.HANDLE, request, 8, VALUE));
    assertEquals(VALUE, bench.inside(bench.relaxed, 2, 8, 8));
    assertEquals(OPERAND, bench.firmware.store(Issue.HANDLE, request, 4, VALUE));
    assertEquals(List.of("R-14"), bench.broken());
  }
}
