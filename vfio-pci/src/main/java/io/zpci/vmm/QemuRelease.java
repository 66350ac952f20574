package io.zpci.vmm;

import io.zpci.dma.DmaRules;
import io.zpci.interrupt.SummaryTest;
import io.zpci.vmm.QemuVersion.Acceptance;
import io.zpci.vmm.QemuVersion.BadRegion;
import io.zpci.vmm.QemuVersion.VfioUser;
import java.util.function.Consumer;

/**
 * A record of {@link QemuVersions} while it is written as a change to another one: every switch as
 * the other has it, until it is set.
 */
final class QemuRelease {
  int pcistbLengthMask;
  Acceptance acceptance;
  boolean piecesReversed;
  BadRegion badRegion;
  boolean msixForAll;
  boolean interpretation;
  boolean clpBarsSwapped;
  SummaryTest summaryTest;
  DmaRules.Passes rpcitPasses;
  DmaRules.Range rpcitRange;
  boolean mappingLeak;
  boolean segmentsForgotten;
  boolean apertureCut;
  boolean apertureCutFirstOnly;
  boolean relaxedTranslation;
  boolean handleRefreshed;
  boolean ismReset;
  boolean forwardingSurvivesReset;
  VfioUser vfioUser;

  private QemuRelease(QemuVersion from) {
    this.pcistbLengthMask = from.pcistbLengthMask();
    this.acceptance = from.acceptance();
    this.piecesReversed = from.piecesReversed();
    this.badRegion = from.badRegion();
    this.msixForAll = from.msixForAll();
    this.interpretation = from.interpretation();
    this.clpBarsSwapped = from.clpBarsSwapped();
    this.summaryTest = from.summaryTest();
    this.rpcitPasses = from.rpcitPasses();
    this.rpcitRange = from.rpcitRange();
    this.mappingLeak = from.mappingLeak();
    this.segmentsForgotten = from.segmentsForgotten();
    this.apertureCut = from.apertureCut();
    this.apertureCutFirstOnly = from.apertureCutFirstOnly();
    this.relaxedTranslation = from.relaxedTranslation();
    this.handleRefreshed = from.handleRefreshed();
    this.ismReset = from.ismReset();
    this.forwardingSurvivesReset = from.forwardingSurvivesReset();
    this.vfioUser = from.vfioUser();
  }

  /** {@code from} with {@code changes}, under its own name and source. */
  static QemuVersion changed(
      QemuVersion from, String name, String source, Consumer<QemuRelease> changes) {
    QemuRelease release = new QemuRelease(from);
    changes.accept(release);
    return release.named(name, source);
  }

  private QemuVersion named(String name, String source) {
    return new QemuVersion(
        name,
        source,
        pcistbLengthMask,
        acceptance,
        piecesReversed,
        badRegion,
        msixForAll,
        interpretation,
        clpBarsSwapped,
        summaryTest,
        rpcitPasses,
        rpcitRange,
        mappingLeak,
        segmentsForgotten,
        apertureCut,
        apertureCutFirstOnly,
        relaxedTranslation,
        handleRefreshed,
        ismReset,
        forwardingSurvivesReset,
        vfioUser);
  }
}
