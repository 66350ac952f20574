package io.zpci.vmm;

import static io.zpci.vmm.Plugged.ADDRESSING;
import static io.zpci.vmm.Plugged.CC3;
import static io.zpci.vmm.Plugged.OK;
import static io.zpci.vmm.Plugged.OPERAND;
import static io.zpci.vmm.Plugged.OPERATION;
import static io.zpci.vmm.Plugged.PRIVILEGED;
import static io.zpci.vmm.Plugged.SPECIFICATION;
import static io.zpci.vmm.Plugged.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Rule;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PCISTB: the lines of the table in order, and which of two wins. */
class PcistbTest {
  private static final long MEMORY = 0x10000;

  private final Plugged qemu = new Plugged();

  private void refused(Rule rule, int outcome, int got) {
    assertEquals(Outcome.describe(outcome), Outcome.describe(got));
    assertEquals(List.of(rule), qemu.broken);
    assertEquals(List.of(), qemu.device.seen());
    assertEquals(0, qemu.blocks());
  }

  @Test
  void everyLineWinsOverTheNext() {
    long wrong = 0x0002_0001L << 32 | 15 << 16 | 12;
    long memory = 0xffff_fffcL;
    refused(
        QemuRules.MIO, OPERATION, qemu.blockAs(Issue.MIO | Issue.PROBLEM_STATE, wrong, 4, memory));
    refused(
        QemuRules.PCISTB_PRIVILEGED,
        PRIVILEGED,
        qemu.blockAs(Issue.PROBLEM_STATE, wrong, 4, memory));
    refused(QemuRules.PCISTB_NOT_ENABLED, CC3, qemu.blockAs(0, wrong, 4, memory));
    qemu.interception.state(FunctionState.ERROR);
    refused(QemuRules.PCISTB_UNKNOWN_HANDLE, CC3, qemu.blockAs(0, wrong | 1L << 63, 4, memory));
    refused(QemuRules.PCISTB_STATE, Outcome.error(12), qemu.block(15, 12, 4, memory));
    qemu.interception.state(FunctionState.BLOCKED);
    refused(QemuRules.PCISTB_SPACE, Outcome.error(20), qemu.block(15, 12, 4, memory));
    refused(QemuRules.PCISTB_OFFSET, SPECIFICATION, qemu.block(1, 12, 0x8ffc, memory));
    refused(QemuRules.PCISTB_LENGTH, SPECIFICATION, qemu.block(1, 12, 0x8ff8, memory));
    refused(QemuRules.PCISTB_MAXSTBL, SPECIFICATION, qemu.block(1, 136, 0x8ff8, memory));
    refused(QemuRules.PCISTB_BOUNDARY, SPECIFICATION, qemu.block(1, 16, 0x8ff8, memory));
    refused(QemuRules.PCISTB_STORAGE, SPECIFICATION, qemu.block(1, 16, 0x8ff0, memory));
    refused(QemuRules.PCISTB_ABSENT_BAR, OPERAND, qemu.block(1, 16, 0x8ff0, 0xffff_fff8L));
    refused(QemuRules.PCISTB_BEYOND_BAR, OPERAND, qemu.block(0, 16, 0x8ff0, 0xffff_fff8L));
    refused(QemuRules.PCISTB_OPERAND, ADDRESSING, qemu.block(0, 16, 0xff0, 0xffff_fff8L));
  }

  @Test
  void anOddPairIsNotTested() {
    assertEquals(OK, qemu.blockAs(Issue.ODD_PAIR, request(0, 16), 0, MEMORY));
    assertEquals(2, qemu.device.seen().size());
  }

  @ParameterizedTest
  @CsvSource({"6", "7", "9", "14", "15", "0x1f"})
  void spacesThatAreNoBar(String space) {
    refused(
        QemuRules.PCISTB_SPACE,
        Outcome.error(20),
        qemu.block(Integer.decode(space), 16, 0, MEMORY));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "7", "8", "9", "12", "127", "0x2000", "0x2008", "0x1ffc"})
  void lengthsThatAreTooShortOrOdd(String length) {
    refused(
        QemuRules.PCISTB_LENGTH, SPECIFICATION, qemu.block(0, Integer.decode(length), 0, MEMORY));
  }

  @ParameterizedTest
  @CsvSource({"136", "256", "4096", "0x1ff8"})
  void lengthsBeyondMaxstbl(String length) {
    refused(
        QemuRules.PCISTB_MAXSTBL, SPECIFICATION, qemu.block(0, Integer.decode(length), 0, MEMORY));
  }

  @Test
  void theTwoStatementsOfLineSevenCanBeToldApart() {
    assertEquals(QemuRules.PCISTB_LENGTH.id(), QemuRules.PCISTB_MAXSTBL.id());
    assertEquals("qemu.pcistb.7", QemuRules.PCISTB_LENGTH.id());
    assertNotEquals(QemuRules.PCISTB_LENGTH.statement(), QemuRules.PCISTB_MAXSTBL.statement());
  }

  @Test
  void onlyThirteenBitsOfTheLengthCount() {
    assertEquals(OK, qemu.blockAs(0, request(0x10, 0xe010), 0x20, MEMORY));
    assertEquals(List.of("w0@20 1c1b1a1918171615", "w0@28 24232221201f1e1d"), qemu.device.seen());
    assertEquals(1, qemu.blocks());
  }

  @ParameterizedTest
  @CsvSource({"256, qemu.pcistb.7", "264, qemu.pcistb.7", "272, qemu.pcistb.10"})
  void onlyEightBitsOfTheLengthCountIn52(int length, String rule) {
    Plugged old = new Plugged(Plugged.version("qemu-5.2"), ByteOrder.BIG_ENDIAN);
    int outcome = old.block(0, length, 0, MEMORY);
    assertEquals(rule.endsWith("7") ? SPECIFICATION : OPERAND, outcome);
    assertEquals(
        List.of("qemu.pcistb.length-bits", rule), old.broken.stream().map(Rule::id).toList());
    assertEquals(
        length == 272 ? QemuRules.PCISTB_WHOLE : QemuRules.PCISTB_LENGTH, old.broken.getLast());
  }

  @ParameterizedTest
  @CsvSource({"16", "24", "64", "128"})
  void noBlockReachesARegionIn52(int length) {
    Plugged old = new Plugged(Plugged.version("qemu-5.2"), ByteOrder.LITTLE_ENDIAN);
    for (long offset : new long[] {0, 0x2000, 0x1ff0}) {
      assertEquals(OPERAND, old.block(2, 16, offset, MEMORY));
      assertEquals(List.of(QemuRules.PCISTB_WHOLE), old.broken);
    }
    assertEquals(OPERAND, old.block(0, length, 0x80, MEMORY));
    assertEquals(List.of(), old.device.seen());
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-7.2, false, false", "qemu-7.2, true, false",
    "qemu-10.0, false, true", "qemu-10.0, true, false",
    "qemu-10.2, false, true", "qemu-10.2, true, false",
    "qemu-11.1, false, true", "qemu-11.1, true, false"
  })
  void byteOrderOfThePieces(String version, boolean big, boolean reversed) {
    Plugged other =
        new Plugged(Plugged.version(version), big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    assertEquals(OK, other.block(0, 24, 0x10, MEMORY));
    assertEquals(
        reversed
            ? List.of("w0@10 1c1b1a1918171615", "w0@18 24232221201f1e1d", "w0@20 2c2b2a2928272625")
            : List.of("w0@10 15161718191a1b1c", "w0@18 1d1e1f2021222324", "w0@20 25262728292a2b2c"),
        other.device.seen());
  }

  @Test
  void aBlockUpToTheEdgeOfItsPageIsTaken() {
    assertEquals(OK, qemu.block(0, 128, 0xf80, MEMORY));
    List<String> seen = qemu.device.seen();
    assertEquals(16, seen.size());
    assertEquals("w0@ff8", seen.getLast().substring(0, 6));
  }

  @Test
  void theOperandMayEndWhereStorageEnds() {
    assertEquals(OK, qemu.block(0, 16, 0, 0x1fff0));
    assertEquals(2, qemu.device.seen().size());
    assertEquals(ADDRESSING, qemu.block(0, 24, 0, 0x1fff0));
    assertEquals(ADDRESSING, qemu.block(0, 16, 0, 0x20000));
    assertEquals(ADDRESSING, qemu.block(0, 16, 0, -16));
    assertEquals(ADDRESSING, qemu.block(0, 16, 0, 0xfff8));
    assertEquals(List.of(), qemu.device.seen());
  }

  @Test
  void whatFailsBelowIsToldToNobody() {
    qemu.device.answering(-5);
    assertEquals(OK, qemu.block(0, 16, 0, MEMORY));
    assertEquals(List.of(QemuRules.REGION_WRITE, QemuRules.REGION_WRITE), qemu.broken);
    assertEquals(1, qemu.blocks());
  }

  @Test
  void aBlockLongerThanTheBufferIsReported() {
    Plugged wide =
        new Plugged(
            QemuVersion.newest(),
            ByteOrder.BIG_ENDIAN,
            Plugged.facts(null),
            (_, _) -> InterceptionOptions.SHIPPED,
            4096);
    assertEquals(OK, wide.block(0, 4096, 0, MEMORY));
    assertEquals(List.of(QemuRules.PCISTB_BUFFER), wide.broken);
    assertEquals(512, wide.device.seen().size());
  }
}
