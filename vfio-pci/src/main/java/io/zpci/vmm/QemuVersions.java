package io.zpci.vmm;

import static io.zpci.vmm.QemuRelease.changed;

import io.zpci.dma.DmaRules.Passes;
import io.zpci.dma.DmaRules.Range;
import io.zpci.interrupt.SummaryTest;
import io.zpci.vmm.QemuVersion.Acceptance;
import io.zpci.vmm.QemuVersion.BadRegion;
import io.zpci.vmm.QemuVersion.VfioUser;
import java.util.List;

/**
 * The version records of QEMU, oldest first; a release is added here and nowhere else. The first
 * one is written out, each other one is a change to a neighbour, and its comment says what sets it
 * apart.
 *
 * <p>Where a source begins with "derived", nobody read that release: it has what the catalogue of
 * failures says of it, and in all else it is as its neighbour, unverified. So are the places where
 * the catalogue names no release: {@code piecesReversed} began between 7.2 and 10.0, {@code
 * segmentsForgotten} was seen up to 10.2 and not looked for after, {@code apertureCutFirstOnly} was
 * seen in 10.0 and 10.2, {@code forwardingSurvivesReset} began between 7.2 and 10.0.11, and {@code
 * vfioUser} changed between 10.2 and 11.1.
 */
final class QemuVersions {
  /** Whole-length test, 8 bits of a block's length, MSI-X for all, one pass. Read. */
  private static final QemuVersion QEMU_5_2 =
      new QemuVersion(
          /* name= */ "qemu-5.2",
          /* source= */ "5.2.0",
          /* pcistbLengthMask= */ 0xff,
          /* acceptance= */ Acceptance.WHOLE_LENGTH,
          /* piecesReversed= */ false,
          /* badRegion= */ BadRegion.FOREIGN_OFFSET,
          /* msixForAll= */ true,
          /* interpretation= */ false,
          /* clpBarsSwapped= */ true,
          /* summaryTest= */ SummaryTest.BYTE,
          /* rpcitPasses= */ Passes.ONE,
          /* rpcitRange= */ Range.WHOLLY_OUTSIDE,
          /* mappingLeak= */ true,
          /* segmentsForgotten= */ false,
          /* apertureCut= */ false,
          /* apertureCutFirstOnly= */ false,
          /* relaxedTranslation= */ false,
          /* handleRefreshed= */ false,
          /* ismReset= */ false,
          /* forwardingSurvivesReset= */ false,
          /* vfioUser= */ VfioUser.NONE);

  /** A block may be longer than 8 bytes, and all of its length counts. */
  private static final QemuVersion QEMU_6_0 =
      changed(
          QEMU_5_2,
          "qemu-6.0",
          "derived: spec zpci 16 Q-1, Q-5",
          release -> {
            release.pcistbLengthMask = 0x1fff;
            release.acceptance = Acceptance.EVERY_STEP;
          });

  /** The last one without interpretation, with MSI-X for all and one pass. */
  private static final QemuVersion QEMU_7_1 =
      changed(
          QEMU_6_0,
          "qemu-7.1",
          "derived: spec zpci 16 Q-6, Q-8 name 7.2 as the first without",
          release -> {});

  /** Interpretation, MSI-X for what is not interpreted, two passes, unmaps in batches. Read. */
  private static final QemuVersion QEMU_7_2 =
      changed(
          QEMU_7_1,
          "qemu-7.2",
          "7.2.0",
          release -> {
            release.msixForAll = false;
            release.interpretation = true;
            release.rpcitPasses = Passes.TWO;
            release.segmentsForgotten = true;
          });

  /** The aperture is cut to vfio's mappings (8.0); the last one before the fixes of Q-7. */
  private static final QemuVersion QEMU_8_2 =
      changed(
          QEMU_7_2,
          "qemu-8.2",
          "derived: 8.2.0 by spec zpci 16 Q-7, Q-11; spec passthrough g.13",
          release -> {
            release.apertureCut = true;
            release.apertureCutFirstOnly = true;
          });

  /** Handles are refreshed, ISM is reset with its guest. */
  private static final QemuVersion QEMU_9_0 =
      changed(
          QEMU_8_2,
          "qemu-9.0",
          "derived: spec zpci 16 Q-7; spec passthrough g.14",
          release -> {
            release.handleRefreshed = true;
            release.ismReset = true;
          });

  /** Relaxed translation (10.0), blocks reversed by 8 on a little-endian host. */
  private static final QemuVersion QEMU_10_0_9 =
      changed(
          QEMU_9_0,
          "qemu-10.0.9",
          "derived: 10.0.13 before what spec passthrough g.8, g.9, g.11, g.12 say of 10.0.10 to 10.0.12",
          release -> {
            release.piecesReversed = true;
            release.relaxedTranslation = true;
            release.forwardingSurvivesReset = true;
          });

  /** CLP tells BAR values in the right byte order (Q-4, g.12). */
  private static final QemuVersion QEMU_10_0_10 =
      changed(
          QEMU_10_0_9,
          "qemu-10.0.10",
          "derived: spec passthrough g.12",
          release -> release.clpBarsSwapped = false);

  /** A guest's reset ends the forwarding (g.11). */
  private static final QemuVersion QEMU_10_0_11 =
      changed(
          QEMU_10_0_10,
          "qemu-10.0.11",
          "derived: spec passthrough g.11",
          release -> release.forwardingSurvivesReset = false);

  /** Accesses to nowhere are refused (g.8), RPCIT stays inside the registered range (g.9). */
  private static final QemuVersion QEMU_10_0_12 =
      changed(
          QEMU_10_0_11,
          "qemu-10.0.12",
          "derived: spec passthrough g.8, g.9",
          release -> {
            release.badRegion = BadRegion.OPERAND;
            release.rpcitRange = Range.CLAMPED;
          });

  /** No switch tells it from 10.0.12. Read. */
  private static final QemuVersion QEMU_10_0 =
      changed(QEMU_10_0_12, "qemu-10.0", "10.0.13", release -> {});

  /**
   * The summary bit is tested, not its byte; a client for vfio-user (10.1); it branched off
   * before what 10.0.11 and 10.0.12 repair. Read.
   */
  private static final QemuVersion QEMU_10_2 =
      changed(
          QEMU_10_0_10,
          "qemu-10.2",
          "10.2.2",
          release -> {
            release.summaryTest = SummaryTest.BIT;
            release.vfioUser = VfioUser.SHORT_COUNT;
          });

  /** Accesses to nowhere are refused, a guest's reset ends the forwarding (g.8, g.11). */
  private static final QemuVersion QEMU_11_0_2 =
      changed(
          QEMU_10_2,
          "qemu-11.0.2",
          "derived: spec passthrough g.8, g.11; that RPCIT stays inside its range as in 11.1.2 (g.9) is unverified",
          release -> {
            release.badRegion = BadRegion.OPERAND;
            release.rpcitRange = Range.CLAMPED;
            release.segmentsForgotten = false;
            release.forwardingSurvivesReset = false;
          });

  /** The account of mappings is right (g.10), so are messages for memory (g.20). Run, not read. */
  private static final QemuVersion QEMU_11_1 =
      changed(
          QEMU_11_0_2,
          "qemu-11.1",
          "11.1.2",
          release -> {
            release.mappingLeak = false;
            release.vfioUser = VfioUser.PROTOCOL;
          });

  static final List<QemuVersion> ALL =
      List.of(
          QEMU_5_2,
          QEMU_6_0,
          QEMU_7_1,
          QEMU_7_2,
          QEMU_8_2,
          QEMU_9_0,
          QEMU_10_0_9,
          QEMU_10_0_10,
          QEMU_10_0_11,
          QEMU_10_0_12,
          QEMU_10_0,
          QEMU_10_2,
          QEMU_11_0_2,
          QEMU_11_1);

  private QemuVersions() {}
}
