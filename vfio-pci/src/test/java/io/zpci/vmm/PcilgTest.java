package io.zpci.vmm;

import static io.zpci.vmm.Plugged.CC3;
import static io.zpci.vmm.Plugged.OK;
import static io.zpci.vmm.Plugged.OPERAND;
import static io.zpci.vmm.Plugged.OPERATION;
import static io.zpci.vmm.Plugged.PRIVILEGED;
import static io.zpci.vmm.Plugged.SPECIFICATION;
import static io.zpci.vmm.Plugged.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Rule;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PCILG: the lines of the table in order, and which of two wins. */
class PcilgTest {
  private static final long UNTOUCHED = 0x5555_aaaa_5555_aaaaL;

  private final Plugged qemu = new Plugged();

  private void refused(Rule rule, int outcome, int got) {
    assertEquals(Outcome.describe(outcome), Outcome.describe(got));
    assertEquals(List.of(rule), qemu.broken);
    assertEquals(UNTOUCHED, qemu.loaded.get());
    assertEquals(List.of(), qemu.device.seen());
    assertEquals(0, qemu.loads());
  }

  /** Breaks all of lines {@code from} to 6d that can be broken at once. */
  private int breaking(int from) {
    qemu.loaded.set(UNTOUCHED);
    int issue = (from <= 1 ? Issue.PROBLEM_STATE : 0) | (from <= 2 ? Issue.ODD_PAIR : 0);
    long handle = from <= 3 ? 0x0002_0001L : from <= 4 ? 0x8002_0001L : 0x8002_0000L;
    if (from <= 5) {
      qemu.interception.state(FunctionState.ERROR);
    }
    return qemu.loadAs(issue, handle << 32 | 7L << 16, 0x9999_0001L);
  }

  @Test
  void mioIsNotInstalledWhateverElseIsWrong() {
    qemu.loaded.set(UNTOUCHED);
    refused(QemuRules.MIO, OPERATION, qemu.loadAs(Issue.MIO | Issue.PROBLEM_STATE, 8, 0));
  }

  @Test
  void problemState() {
    refused(QemuRules.PCILG.privileged(), PRIVILEGED, breaking(1));
  }

  @Test
  void oddRegisterPair() {
    refused(QemuRules.PCILG.oddPair(), SPECIFICATION, breaking(2));
  }

  @Test
  void handleNotEnabled() {
    refused(QemuRules.PCILG.notEnabled(), CC3, breaking(3));
  }

  @Test
  void handleUnknown() {
    refused(QemuRules.PCILG.unknownHandle(), CC3, breaking(4));
  }

  @Test
  void aHandleThatDiffersInItsInstanceIsUnknown() {
    qemu.loaded.set(UNTOUCHED);
    refused(QemuRules.PCILG.unknownHandle(), CC3, qemu.loadAs(0, 0x8102_0000L << 32 | 8, 0));
  }

  @Test
  void errorState() {
    refused(QemuRules.PCILG.state(), Outcome.error(12), breaking(5));
  }

  @Test
  void permanentErrorState() {
    qemu.loaded.set(UNTOUCHED);
    qemu.interception.state(FunctionState.PERMANENT_ERROR);
    refused(QemuRules.PCILG.state(), Outcome.error(12), qemu.load(0, 8, 0));
  }

  @Test
  void blockedStateIsNotTested() {
    qemu.interception.state(FunctionState.BLOCKED);
    assertEquals(OK, qemu.load(0, 4, 8));
    assertEquals(List.of("r0@8 4"), qemu.device.seen());
  }

  @Test
  void disabledFunctionHasAnotherHandle() {
    qemu.loaded.set(UNTOUCHED);
    qemu.interception.state(FunctionState.DISABLED);
    refused(QemuRules.PCILG.unknownHandle(), CC3, qemu.load(0, 4, 8));
    assertEquals(0x0002_0000, qemu.interception.handle());
  }

  @Test
  void invalidSpaceComesBeforeAnyLength() {
    refused(QemuRules.PCILG.space(), Outcome.error(20), breaking(6));
  }

  @ParameterizedTest
  @CsvSource({"6", "7", "8", "9", "10", "11", "12", "13", "14", "0x16", "0xfe"})
  void invalidSpaces(String space) {
    qemu.loaded.set(UNTOUCHED);
    refused(QemuRules.PCILG.space(), Outcome.error(20), qemu.load(Integer.decode(space), 8, 0));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "5, 4", "8, 1", "2, 7", "7, 2", "9, 0", "15, 0", "16, 0"})
  void lengthsThatAreZeroOrCrossADoubleword(int length, long offset) {
    qemu.loaded.set(UNTOUCHED);
    refused(QemuRules.PCILG.length(), OPERAND, qemu.load(0, length, offset));
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "4, 1", "2, 1", "6, 1", "2, 5"})
  void whatIsNotAlignedToItsSize(int length, long offset) {
    qemu.loaded.set(UNTOUCHED);
    refused(QemuRules.PCILG.refused(), OPERAND, qemu.load(0, length, offset));
  }

  @Test
  void absentBar() {
    qemu.loaded.set(UNTOUCHED);
    refused(QemuRules.PCILG.absentBar(), OPERAND, qemu.load(1, 4, 0));
  }

  @ParameterizedTest
  @CsvSource({"0x4000", "0x100000000000000", "0xfffffffffffffff8"})
  void beyondTheBar(String offset) {
    qemu.loaded.set(UNTOUCHED);
    refused(
        QemuRules.PCILG.beyondBar(),
        OPERAND,
        qemu.load(0, 8, Long.parseUnsignedLong(offset.substring(2), 16)));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0x3, 1, 0x03",
    "3, 0x5, 1, 0x05",
    "5, 0x3, 1, 0x03",
    "7, 0x1, 1, 0x01",
    "2, 0x6, 2, 0x0607",
    "6, 0x2, 2, 0x0203",
    "4, 0x4, 4, 0x04050607",
    "8, 0x10, 8, 0x1011121314151617"
  })
  void lengthsActAsTheirLowestBit(int length, String offset, int size, String value) {
    qemu.loaded.set(UNTOUCHED);
    assertEquals(OK, qemu.load(0, length, Long.decode(offset)));
    assertEquals(Long.decode(value), qemu.loaded.get());
    assertEquals(List.of("r0@" + offset.substring(2) + " " + size), qemu.device.seen());
    assertEquals(List.of(), qemu.broken);
    assertEquals(1, qemu.loads());
  }

  @Test
  void onlyFourBitsOfSpaceAndLengthCount() {
    assertEquals(OK, qemu.loadAs(0, request(0x12, 0x18), 0x10));
    assertEquals(List.of("r2@10 8"), qemu.device.seen());
    assertEquals(0x3031_3233_3435_3637L, qemu.loaded.get());
  }

  @ParameterizedTest
  @CsvSource({"-14", "0", "3"})
  void aReadThatFailsOrIsShortGivesAllOnes(long answer) {
    qemu.device.answering(answer);
    assertEquals(OK, qemu.load(0, 8, 0));
    assertEquals(-1L, qemu.loaded.get());
    assertEquals(List.of(QemuRules.REGION_READ), qemu.broken);
    assertEquals(OK, qemu.load(0, 2, 0));
    assertEquals(answer == 2 ? 1 : 0xffff, qemu.loaded.get());
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-5.2, false", "qemu-7.2, false", "qemu-10.0, false", "qemu-10.2, false",
        "qemu-11.1, false",
    "qemu-5.2, true", "qemu-7.2, true", "qemu-10.0, true", "qemu-10.2, true", "qemu-11.1, true"
  })
  void theSameInEveryVersionOnEveryHost(String version, boolean big) {
    Plugged other =
        new Plugged(Plugged.version(version), big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    assertEquals(OK, other.load(2, 8, 0x1ff8));
    assertEquals(0x1819_1a1b_1c1d_1e1fL, other.loaded.get());
    assertEquals(List.of("r2@1ff8 8"), other.device.seen());
  }
}
