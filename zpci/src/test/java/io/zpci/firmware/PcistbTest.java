package io.zpci.firmware;

import static io.zpci.firmware.Bench.ADDRESSING;
import static io.zpci.firmware.Bench.BLOCKED;
import static io.zpci.firmware.Bench.INVALID_SPACE;
import static io.zpci.firmware.Bench.OPERAND;
import static io.zpci.firmware.Bench.PRIVILEGED;
import static io.zpci.firmware.Bench.SPECIFICATION;
import static io.zpci.firmware.Bench.STORAGE;
import static io.zpci.firmware.Bench.STORAGE_SIZE;
import static io.zpci.firmware.Bench.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.ArgumentMatchers.same;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import io.zpci.arch.Status;
import io.zpci.function.PciFunction;
import io.zpci.trace.Tap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PCISTB: store block by handle, strict and relaxed. Source: spec zpci 4.3; spec ism 7. */
class PcistbTest {
  private final Bench bench = new Bench();

  private void refused(int expected, String rule, int outcome) {
    assertEquals(Outcome.describe(expected), Outcome.describe(outcome));
    assertEquals(List.of(rule), bench.broken());
    assertEquals(
        0, bench.inside(0, 0, 8) | bench.inside(bench.relaxed, 0, 0, 8), "nothing was stored");
  }

  private int strict(int length, long offset, long from) {
    return bench.block(bench.strictEntry, 0, length, offset, from);
  }

  private int relaxed(int length, long offset, long from) {
    return bench.block(bench.relaxedEntry, 0, length, offset, from);
  }

  @Test
  void aBlockArrivesAsItLiesInStorage() {
    assertEquals(Outcome.OK, strict(16, 0x40, STORAGE));
    assertEquals(0x0001020304050607L, bench.inside(0, 0x40, 8));
    assertEquals(0x08090a0b0c0d0e0fL, bench.inside(0, 0x48, 8));
    assertEquals(0, bench.inside(0, 0x50, 8));
    assertEquals(List.of(), bench.broken());
  }

  @Test
  void aBlockArrivesInOnePieceAndTheFunctionsAnswerIsTheOutcome() {
    PciFunction function = mock(PciFunction.class);
    when(function.facts()).thenReturn(bench.relaxed.facts());
    when(function.storeBlock(
            anyInt(), anyLong(), same(bench.storage.segment()), anyLong(), anyInt()))
        .thenReturn(Outcome.error(Status.FUNC_NOT_AVAIL));
    Firmware firmware = new Firmware(FirmwareRules.DEFAULT, Tap.NONE);
    FunctionEntry entry = firmware.plug(function, 1, 1);
    entry.enable();
    long request = Request.of(entry.handle(), 2, 11);
    int outcome = firmware.storeBlock(Issue.HANDLE, request, 0x123, bench.storage, STORAGE + 5);
    assertEquals(Outcome.error(Status.FUNC_NOT_AVAIL), outcome);
    verify(function).storeBlock(eq(2), eq(0x123L), same(bench.storage.segment()), eq(5L), eq(11));
  }

  @Test
  void issueAndHandleComeBeforeAlignment() {
    long request = Request.of(UNKNOWN, 15, 3);
    refused(
        PRIVILEGED,
        "R-30",
        bench.firmware.storeBlock(Issue.PROBLEM_STATE, request, 1, bench.storage, STORAGE + 1));
    refused(
        Outcome.INVALID_HANDLE,
        "R-28",
        bench.firmware.storeBlock(Issue.HANDLE, request, 1, bench.storage, STORAGE + 1));
    int disabled = bench.strictEntry.handle() & 0x7fffffff;
    refused(
        Outcome.INVALID_HANDLE,
        "R-28",
        bench.firmware.storeBlock(
            Issue.HANDLE, Request.of(disabled, 0, 16), 0, bench.storage, STORAGE));
  }

  @Test
  void anyRegistersWillDo() {
    long request = Request.of(bench.strictEntry.handle(), 0, 16);
    assertEquals(
        Outcome.OK, bench.firmware.storeBlock(Issue.ODD_PAIR, request, 0, bench.storage, STORAGE));
  }

  @Test
  void errorStateComesBeforeTheSpace() {
    bench.strictEntry.error();
    refused(BLOCKED, "R-29", bench.block(bench.strictEntry, 15, 3, 1, STORAGE + 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 14, 15, 0x10, 0x12})
  void onlyBarsTakeBlocks(int space) {
    refused(INVALID_SPACE, "R-27", bench.block(bench.strictEntry, space, 3, 1, STORAGE + 1));
    refused(INVALID_SPACE, "R-27", bench.block(bench.relaxedEntry, space, 0, 0, STORAGE));
  }

  @ParameterizedTest
  @CsvSource({
    "16, 1, 0, firmware.pcistb.offset",
    "16, 4, 0, firmware.pcistb.offset",
    "0, 4, 1, firmware.pcistb.offset",
    "0, 0, 0, firmware.pcistb.length",
    "1, 0, 0, firmware.pcistb.length",
    "8, 0, 0, firmware.pcistb.length",
    "12, 0, 0, firmware.pcistb.length",
    "136, 0, 0, firmware.pcistb.length",
    "0x1010, 0, 0, firmware.pcistb.length",
    "136, 0xff8, 1, firmware.pcistb.length",
    "16, 0xff8, 0, firmware.pcistb.page",
    "128, 0xf88, 0, firmware.pcistb.page",
    "32, 0x1ff0, 1, firmware.pcistb.page",
    "16, 0, 1, firmware.pcistb.storage",
    "16, 0, 4, firmware.pcistb.storage"
  })
  void strictRulesInTheirOrder(int length, long offset, long from, String rule) {
    refused(SPECIFICATION, rule, strict(length, offset, STORAGE + from));
  }

  @ParameterizedTest
  @CsvSource({"16, 0", "24, 8", "128, 0xf80", "128, 0x1f80", "16, 0xff0", "16, 0xfff0"})
  void strictBlocksThatArrive(int length, long offset) {
    assertEquals(Outcome.OK, strict(length, offset, STORAGE + 8));
    assertEquals(0x08090a0b0c0d0e0fL, bench.inside(0, offset, 8));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, R-04",
    "4097, 0, R-04",
    "0xffff, 0, R-04",
    "0x1010, 0xfff, R-04",
    "2, 0xfff, R-05",
    "4096, 1, R-05",
    "11, 0x1ff6, R-05"
  })
  void relaxedRulesInTheirOrder(int length, long offset, String rule) {
    refused(SPECIFICATION, rule, relaxed(length, offset, STORAGE));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "11, 3", "8, 0xff8", "4096, 0", "1, 0xfff", "4095, 0x7001", "200, 0xf38"})
  void relaxedBlocksThatArrive(int length, long offset) {
    assertEquals(Outcome.OK, relaxed(length, offset, STORAGE + 3));
    for (int i = 0; i < length; i++) {
      long expected = bench.storage.getByte(STORAGE + 3 + i);
      assertEquals(expected, bench.inside(bench.relaxed, 0, offset + i, 1), "byte " + i);
    }
    assertEquals(0, bench.inside(bench.relaxed, 0, offset + length, 1));
  }

  @Test
  void maxstblOfTheFunctionCounts() {
    Bench small = new Bench();
    FunctionEntry entry = small.firmware.plug(Bench.relaxedUpTo(100), 3, 3);
    entry.enable();
    assertEquals(Outcome.OK, small.block(entry, 0, 100, 0, STORAGE));
    assertEquals(SPECIFICATION, small.block(entry, 0, 101, 0, STORAGE));
    assertEquals(List.of("R-04"), small.broken());
  }

  @Test
  void theBarsEndComesBeforeStorage() {
    refused(OPERAND, "R-32", bench.block(bench.strictEntry, 1, 16, 0, 0));
    refused(OPERAND, "R-32", bench.block(bench.strictEntry, 4, 16, 0x1000, 0));
    refused(OPERAND, "R-32", bench.block(bench.relaxedEntry, 0, 16, 1L << 48, 0));
    refused(OPERAND, "R-32", bench.block(bench.relaxedEntry, 0, 16, -4096, 0));
  }

  @Test
  void storageHasToHoldTheWholeBlock() {
    refused(ADDRESSING, "firmware.storage", strict(16, 0, STORAGE + STORAGE_SIZE - 8));
    refused(ADDRESSING, "firmware.storage", strict(16, 0, STORAGE - 8));
    refused(ADDRESSING, "firmware.storage", strict(16, 0, -8));
    refused(ADDRESSING, "firmware.storage", relaxed(2, 0, STORAGE + STORAGE_SIZE - 1));
    assertEquals(Outcome.OK, strict(16, 0, STORAGE + STORAGE_SIZE - 16));
    assertEquals(Outcome.OK, relaxed(1, 0, STORAGE + STORAGE_SIZE - 1));
  }
}
