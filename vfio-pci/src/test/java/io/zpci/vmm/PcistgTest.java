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

/** PCISTG: the lines of the table in order, and which of two wins. */
class PcistgTest {
  private static final long VALUE = 0x1122_3344_5566_7788L;

  private final Plugged qemu = new Plugged();

  private void refused(Rule rule, int outcome, int got) {
    assertEquals(Outcome.describe(outcome), Outcome.describe(got));
    assertEquals(List.of(rule), qemu.broken);
    assertEquals(List.of(), qemu.device.seen());
    assertEquals(0, qemu.stores());
  }

  /** Breaks all of lines {@code from} to 6d that can be broken at once. */
  private int breaking(int from) {
    int issue = (from <= 1 ? Issue.PROBLEM_STATE : 0) | (from <= 2 ? Issue.ODD_PAIR : 0);
    long handle = from <= 3 ? 0x0002_0001L : from <= 4 ? 0x8002_0001L : 0x8002_0000L;
    if (from <= 5) {
      qemu.interception.state(FunctionState.ERROR);
    }
    return qemu.storeAs(issue, handle << 32 | 14L << 16, 0x9999_0001L, VALUE);
  }

  @Test
  void everyLineWinsOverTheNext() {
    refused(QemuRules.PCISTG.privileged(), PRIVILEGED, breaking(1));
    refused(QemuRules.PCISTG.oddPair(), SPECIFICATION, breaking(2));
    refused(QemuRules.PCISTG.notEnabled(), CC3, breaking(3));
    refused(QemuRules.PCISTG.unknownHandle(), CC3, breaking(4));
    refused(QemuRules.PCISTG.state(), Outcome.error(12), breaking(5));
    qemu.interception.state(FunctionState.ENABLED);
    refused(QemuRules.PCISTG.space(), Outcome.error(20), breaking(6));
    refused(QemuRules.PCISTG.length(), OPERAND, qemu.store(1, 0, 0x9999_0001L, VALUE));
    refused(QemuRules.PCISTG.absentBar(), OPERAND, qemu.store(1, 4, 0x9999_0002L, VALUE));
    refused(QemuRules.PCISTG.beyondBar(), OPERAND, qemu.store(0, 4, 0x9999_0002L, VALUE));
    refused(QemuRules.PCISTG.refused(), OPERAND, qemu.store(0, 4, 2, VALUE));
    refused(QemuRules.PCISTG.configLength(), OPERAND, qemu.store(15, 3, 0x100, VALUE));
  }

  @Test
  void mioIsNotInstalled() {
    refused(QemuRules.MIO, OPERATION, qemu.storeAs(Issue.MIO, 8, 0, VALUE));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0x3, 88",
    "3, 0x0, 88",
    "5, 0x3, 88",
    "7, 0x1, 88",
    "2, 0x6, 7788",
    "6, 0x2, 7788",
    "4, 0x4, 55667788",
    "8, 0x10, 1122334455667788"
  })
  void lengthsActAsTheirLowestBit(int length, String offset, String data) {
    assertEquals(OK, qemu.store(0, length, Long.decode(offset), VALUE));
    assertEquals(List.of("w0@" + offset.substring(2) + " " + data), qemu.device.seen());
    assertEquals(1, qemu.stores());
  }

  @Test
  void onlyFourBitsOfSpaceAndLengthCount() {
    assertEquals(OK, qemu.storeAs(0, request(0x14, 0x18), 0x10, VALUE));
    assertEquals(List.of("w4@10 1122334455667788"), qemu.device.seen());
  }

  @ParameterizedTest
  @CsvSource({"-5", "0", "7"})
  void aWriteThatFailsOrIsShortIsToldToNobody(long answer) {
    qemu.device.answering(answer);
    assertEquals(OK, qemu.store(0, 8, 0, VALUE));
    assertEquals(List.of(QemuRules.REGION_WRITE), qemu.broken);
    assertEquals(1, qemu.stores());
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-5.2, false", "qemu-7.2, false", "qemu-10.0, false", "qemu-10.2, false",
        "qemu-11.1, false",
    "qemu-5.2, true", "qemu-7.2, true", "qemu-10.0, true", "qemu-10.2, true", "qemu-11.1, true"
  })
  void aDoublewordArrivesInOrderEverywhere(String version, boolean big) {
    Plugged other =
        new Plugged(Plugged.version(version), big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    assertEquals(OK, other.store(0, 8, 0, VALUE));
    assertEquals(List.of("w0@0 1122334455667788"), other.device.seen());
  }
}
