package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.dma.DmaRules;
import io.zpci.interrupt.SummaryTest;
import io.zpci.vmm.QemuVersion.Acceptance;
import io.zpci.vmm.QemuVersion.BadRegion;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The records against the tables of spec zpci 16.2, 18 and spec passthrough e, g. */
class QemuVersionTest {
  @Test
  void isFoundByItsNameAndWrittenAsIt() {
    for (QemuVersion version : QemuVersion.all()) {
      assertEquals(version, QemuVersion.named(version.name()).orElseThrow());
      assertEquals(version.name(), version.toString());
    }
    assertEquals("qemu-11.1", QemuVersion.newest().name());
  }

  @Test
  void areListedOldestFirst() {
    assertEquals(
        List.of(
            "qemu-5.2",
            "qemu-6.0",
            "qemu-7.1",
            "qemu-7.2",
            "qemu-8.2",
            "qemu-9.0",
            "qemu-10.0.9",
            "qemu-10.0.10",
            "qemu-10.0.11",
            "qemu-10.0.12",
            "qemu-10.0",
            "qemu-10.2",
            "qemu-11.0.2",
            "qemu-11.1"),
        QemuVersion.all().stream().map(QemuVersion::name).toList());
  }

  @ParameterizedTest
  @CsvSource({
    // length, acceptance, reversed, bad region, MSI-X for all, interpretation, BARs, summary
    "qemu-5.2,      255, WHOLE_LENGTH, false, FOREIGN_OFFSET, true,  false, true,  BYTE",
    "qemu-6.0,     8191, EVERY_STEP,   false, FOREIGN_OFFSET, true,  false, true,  BYTE",
    "qemu-7.1,     8191, EVERY_STEP,   false, FOREIGN_OFFSET, true,  false, true,  BYTE",
    "qemu-7.2,     8191, EVERY_STEP,   false, FOREIGN_OFFSET, false, true,  true,  BYTE",
    "qemu-9.0,     8191, EVERY_STEP,   false, FOREIGN_OFFSET, false, true,  true,  BYTE",
    "qemu-10.0.9,  8191, EVERY_STEP,   true,  FOREIGN_OFFSET, false, true,  true,  BYTE",
    "qemu-10.0.10, 8191, EVERY_STEP,   true,  FOREIGN_OFFSET, false, true,  false, BYTE",
    "qemu-10.0.11, 8191, EVERY_STEP,   true,  FOREIGN_OFFSET, false, true,  false, BYTE",
    "qemu-10.0.12, 8191, EVERY_STEP,   true,  OPERAND,        false, true,  false, BYTE",
    "qemu-10.0,    8191, EVERY_STEP,   true,  OPERAND,        false, true,  false, BYTE",
    "qemu-10.2,    8191, EVERY_STEP,   true,  FOREIGN_OFFSET, false, true,  false, BIT",
    "qemu-11.0.2,  8191, EVERY_STEP,   true,  OPERAND,        false, true,  false, BIT",
    "qemu-11.1,    8191, EVERY_STEP,   true,  OPERAND,        false, true,  false, BIT",
  })
  void accessesAndPlug(
      String name,
      int lengthMask,
      Acceptance acceptance,
      boolean reversed,
      BadRegion badRegion,
      boolean msixForAll,
      boolean interpretation,
      boolean barsSwapped,
      SummaryTest summary) {
    QemuVersion version = QemuVersion.named(name).orElseThrow();
    assertEquals(lengthMask, version.pcistbLengthMask());
    assertEquals(acceptance, version.acceptance());
    assertEquals(reversed, version.piecesReversed());
    assertEquals(badRegion, version.badRegion());
    assertEquals(msixForAll, version.msixForAll());
    assertEquals(interpretation, version.interpretation());
    assertEquals(barsSwapped, version.clpBarsSwapped());
    assertEquals(summary, version.summaryTest());
  }

  @ParameterizedTest
  @CsvSource({
    // passes, range, leak, segments, cut, first only, relaxed, handle, ISM reset, forwarding stays
    "qemu-5.2,     ONE, WHOLLY_OUTSIDE, true,  false, false, false, false, false, false, false",
    "qemu-7.1,     ONE, WHOLLY_OUTSIDE, true,  false, false, false, false, false, false, false",
    "qemu-7.2,     TWO, WHOLLY_OUTSIDE, true,  true,  false, false, false, false, false, false",
    "qemu-8.2,     TWO, WHOLLY_OUTSIDE, true,  true,  true,  true,  false, false, false, false",
    "qemu-9.0,     TWO, WHOLLY_OUTSIDE, true,  true,  true,  true,  false, true,  true,  false",
    "qemu-10.0.9,  TWO, WHOLLY_OUTSIDE, true,  true,  true,  true,  true,  true,  true,  true",
    "qemu-10.0.10, TWO, WHOLLY_OUTSIDE, true,  true,  true,  true,  true,  true,  true,  true",
    "qemu-10.0.11, TWO, WHOLLY_OUTSIDE, true,  true,  true,  true,  true,  true,  true,  false",
    "qemu-10.0.12, TWO, CLAMPED,        true,  true,  true,  true,  true,  true,  true,  false",
    "qemu-10.0,    TWO, CLAMPED,        true,  true,  true,  true,  true,  true,  true,  false",
    "qemu-10.2,    TWO, WHOLLY_OUTSIDE, true,  true,  true,  true,  true,  true,  true,  true",
    "qemu-11.0.2,  TWO, CLAMPED,        true,  false, true,  true,  true,  true,  true,  false",
    "qemu-11.1,    TWO, CLAMPED,        false, false, true,  true,  true,  true,  true,  false",
  })
  void translationsAndResets(
      String name,
      DmaRules.Passes passes,
      DmaRules.Range range,
      boolean leak,
      boolean segments,
      boolean cut,
      boolean firstOnly,
      boolean relaxed,
      boolean handle,
      boolean ismReset,
      boolean forwarding) {
    QemuVersion version = QemuVersion.named(name).orElseThrow();
    assertEquals(passes, version.rpcitPasses());
    assertEquals(range, version.rpcitRange());
    assertEquals(leak, version.mappingLeak());
    assertEquals(segments, version.segmentsForgotten());
    assertEquals(cut, version.apertureCut());
    assertEquals(firstOnly, version.apertureCutFirstOnly());
    assertEquals(relaxed, version.relaxedTranslation());
    assertEquals(handle, version.handleRefreshed());
    assertEquals(ismReset, version.ismReset());
    assertEquals(forwarding, version.forwardingSurvivesReset());
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-5.2,    NONE",
    "qemu-10.0,   NONE",
    "qemu-10.2,   SHORT_COUNT",
    "qemu-11.0.2, SHORT_COUNT",
    "qemu-11.1,   PROTOCOL",
  })
  void clientsForVfioUser(String name, QemuVersion.VfioUser expected) {
    assertEquals(expected, QemuVersion.named(name).orElseThrow().vfioUser());
  }
}
