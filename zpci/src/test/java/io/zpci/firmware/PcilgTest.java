package io.zpci.firmware;

import static io.zpci.firmware.Bench.BLOCKED;
import static io.zpci.firmware.Bench.INVALID_SPACE;
import static io.zpci.firmware.Bench.OPERAND;
import static io.zpci.firmware.Bench.PRIVILEGED;
import static io.zpci.firmware.Bench.SPECIFICATION;
import static io.zpci.firmware.Bench.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import io.zpci.firmware.FirmwareRules.SingleAccess;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PCILG: load by handle. Source: spec zpci 4.1. */
class PcilgTest {
  private final Bench bench = new Bench();

  private void refused(int expected, String rule, int outcome) {
    assertEquals(Outcome.describe(expected), Outcome.describe(outcome));
    assertEquals(List.of(rule), bench.broken());
    assertEquals(0xfeedL, bench.loaded.get(), "the register is untouched");
  }

  @Test
  void theLowestOffsetBecomesTheMostSignificantByte() {
    bench.strict.store(0, 0, 8, 0x1122334455667788L);
    bench.loaded.set(-1);
    assertEquals(Outcome.OK, bench.load(0, 4, 0));
    assertEquals(0x11223344L, bench.loaded.get());
    bench.load(0, 4, 4);
    assertEquals(0x55667788L, bench.loaded.get());
    bench.load(0, 8, 0);
    assertEquals(0x1122334455667788L, bench.loaded.get());
    bench.load(0, 2, 6);
    assertEquals(0x7788L, bench.loaded.get());
    bench.load(0, 1, 7);
    assertEquals(0x88L, bench.loaded.get());
    assertEquals(List.of(), bench.broken());
  }

  @Test
  void configurationSpaceIsLoadedAsItsBytesLie() {
    bench.load(15, 4, 0);
    assertEquals(0x361b0500L, bench.loaded.get());
    bench.load(15, 2, 2);
    assertEquals(0x0500L, bench.loaded.get());
    bench.load(15, 1, 0x40);
    assertEquals(0x11L, bench.loaded.get());
  }

  @Test
  void problemStateIsPrivilegedBeforeAnythingElse() {
    bench.loaded.set(0xfeed);
    int issue = Issue.PROBLEM_STATE | Issue.ODD_PAIR;
    refused(
        PRIVILEGED, "R-30", bench.firmware.load(issue, Request.of(UNKNOWN, 7, 0), 3, bench.loaded));
  }

  @Test
  void anOddPairIsRefusedEvenWithABadHandle() {
    bench.loaded.set(0xfeed);
    refused(
        SPECIFICATION,
        "firmware.pair",
        bench.firmware.load(Issue.ODD_PAIR, Request.of(UNKNOWN, 0, 4), 0, bench.loaded));
  }

  @Test
  void theWholeHandleCounts() {
    bench.loaded.set(0xfeed);
    int handle = bench.strictEntry.handle();
    int[] others = {
      UNKNOWN,
      0,
      handle & ~FunctionHandle.ENABLE,
      handle ^ 0x00010000,
      handle ^ 0x01000000,
      handle ^ 0x00008000,
      FunctionHandle.ENABLE,
      -1
    };
    for (int other : others) {
      refused(
          Outcome.INVALID_HANDLE,
          "R-28",
          bench.firmware.load(Issue.HANDLE, Request.of(other, 0, 4), 0, bench.loaded));
    }
  }

  @Test
  void aDisabledFunctionsOwnHandleIsNotEnough() {
    bench.loaded.set(0xfeed);
    bench.strictEntry.disable();
    refused(Outcome.INVALID_HANDLE, "R-28", bench.load(0, 4, 0));
  }

  @Test
  void errorStatesAreAnsweredBeforeTheSpace() {
    bench.loaded.set(0xfeed);
    bench.strictEntry.error();
    refused(BLOCKED, "R-29", bench.load(7, 0, 3));
    bench.strictEntry.resetBlock();
    assertEquals(FunctionState.BLOCKED, bench.strictEntry.state());
    assertEquals(Outcome.OK, bench.load(0, 4, 0), "blocked allows loads");
    bench.loaded.set(0xfeed);
    bench.strictEntry.permanentError();
    refused(BLOCKED, "R-29", bench.load(0, 4, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 8, 14, 0x10, 0x11, 0x1f, 0xff})
  void otherSpacesAreRefusedBeforeAnyLength(int space) {
    bench.loaded.set(0xfeed);
    refused(INVALID_SPACE, "R-27", bench.load(space, 0, 0));
    refused(INVALID_SPACE, "R-27", bench.load(space, 4, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "9, 0",
    "16, 0",
    "0x18, 0",
    "0x108, 0",
    "8, 1",
    "8, 4",
    "4, 5",
    "2, 7",
    "4, 6",
    "3, 6",
    "7, 2"
  })
  void whatCrossesADoublewordIsRefused(int length, long offset) {
    bench.loaded.set(0xfeed);
    refused(OPERAND, "R-14", bench.load(0, length, offset));
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "5, 3", "6, 2", "7, 1"})
  void aLengthThatNoAccessHasIsRefused(int length, long offset) {
    bench.loaded.set(0xfeed);
    refused(OPERAND, "firmware.single.length", bench.load(0, length, offset));
  }

  @ParameterizedTest
  @CsvSource({"1, 7", "2, 6", "2, 1", "4, 2", "4, 4", "8, 8"})
  void whatStaysInsideADoublewordIsLoaded(int length, long offset) {
    assertEquals(Outcome.OK, bench.load(0, length, offset));
    assertEquals(List.of(), bench.broken());
  }

  @Test
  void thePageRuleAllowsADoublewordToBeCrossed() {
    Bench paged = new Bench(FirmwareRules.DEFAULT.withSingleAccess(SingleAccess.PAGE));
    paged.strict.store(0, 0xffc, 8, 0x1122334455667788L);
    assertEquals(Outcome.OK, paged.load(0, 8, 0xff5));
    assertEquals(0x11L, paged.loaded.get());
    assertEquals(OPERAND, paged.load(0, 8, 0xffc));
    assertEquals(OPERAND, paged.load(0, 2, 0xfff));
    assertEquals(OPERAND, paged.load(0, 9, 0));
    assertEquals(List.of("R-14", "R-14", "R-14"), paged.broken());
    assertEquals(Outcome.OK, paged.load(0, 8, 0xff8));
  }

  @Test
  void withoutABoundaryAnAccessMayCrossAPage() {
    Bench free = new Bench(FirmwareRules.DEFAULT.withSingleAccess(SingleAccess.NONE));
    free.strict.store(0, 0xffc, 8, 0x1122334455667788L);
    assertEquals(Outcome.OK, free.load(0, 8, 0xffc));
    assertEquals(0x1122334455667788L, free.loaded.get());
    assertEquals(OPERAND, free.load(0, 0, 0));
    assertEquals(OPERAND, free.load(0, 9, 0));
    assertEquals(OPERAND, free.load(0, 8, 0xfffc), "past the end all the same");
    assertEquals(List.of("R-14", "R-14", "R-32"), free.broken());
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "3, 0", "5, 0", "8, 0", "4, 1", "4, 2", "4, 3", "2, 3", "0x14, 0", "8, 8"})
  void configurationSpaceTakesOneTwoOrFourInsideAWord(int length, long offset) {
    bench.loaded.set(0xfeed);
    refused(OPERAND, "R-26", bench.load(15, length, offset));
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 0", "2, 1", "2, 2", "4, 0", "4, 252", "1, 255"})
  void configurationSpaceInsideAWord(int length, long offset) {
    assertEquals(Outcome.OK, bench.load(15, length, offset));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 8, 0x10000",
    "0, 1, 0x10000",
    "2, 4, 0x4000",
    "4, 8, 0x1000",
    "1, 4, 0",
    "3, 4, 0",
    "5, 1, 0",
    "15, 4, 256",
    "15, 1, 0x100000080",
    "0, 4, -4",
    "0, 8, 0x4000000000000000"
  })
  void thereIsNothingPastTheEnd(int space, int length, long offset) {
    bench.loaded.set(0xfeed);
    refused(OPERAND, "R-32", bench.load(space, length, offset));
  }

  @Test
  void theLastBytesOfABarAreThere() {
    bench.strict.store(0, 0xfff8, 8, 0x0102030405060708L);
    assertEquals(Outcome.OK, bench.load(0, 8, 0xfff8));
    assertEquals(0x0102030405060708L, bench.loaded.get());
    long last = (1L << 48) - 8;
    int request = bench.relaxedEntry.handle();
    assertEquals(
        Outcome.OK,
        bench.firmware.load(Issue.HANDLE, Request.of(request, 0, 8), last, bench.loaded));
    assertEquals(0, bench.loaded.get());
  }

  @Test
  void aStatusByteInTheRequestIsIgnored() {
    long request = Request.withStatus(Request.of(bench.strictEntry.handle(), 0, 4), 20);
    assertEquals(Outcome.OK, bench.firmware.load(Issue.HANDLE, request, 0, bench.loaded));
  }
}
