package io.zpci.vmm;

import io.zpci.dma.DmaRules.Passes;
import io.zpci.dma.DmaRules.Range;
import io.zpci.interrupt.SummaryTest;
import io.zpci.vmm.QemuVersion.Acceptance;
import io.zpci.vmm.QemuVersion.BadRegion;
import java.util.List;

/** The version records of QEMU, oldest first; a release is added here and nowhere else. */
final class QemuVersions {
  static final List<QemuVersion> ALL =
      List.of(
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
              /* apertureCut= */ false,
              /* relaxedTranslation= */ false,
              /* handleRefreshed= */ false,
              /* forwardingSurvivesReset= */ false),
          new QemuVersion(
              /* name= */ "qemu-7.2",
              /* source= */ "7.2.0",
              /* pcistbLengthMask= */ 0x1fff,
              /* acceptance= */ Acceptance.EVERY_STEP,
              /* piecesReversed= */ false,
              /* badRegion= */ BadRegion.FOREIGN_OFFSET,
              /* msixForAll= */ false,
              /* interpretation= */ true,
              /* clpBarsSwapped= */ true,
              /* summaryTest= */ SummaryTest.BYTE,
              /* rpcitPasses= */ Passes.TWO,
              /* rpcitRange= */ Range.WHOLLY_OUTSIDE,
              /* mappingLeak= */ true,
              /* apertureCut= */ false,
              /* relaxedTranslation= */ false,
              /* handleRefreshed= */ false,
              /* forwardingSurvivesReset= */ false),
          new QemuVersion(
              /* name= */ "qemu-10.0",
              /* source= */ "10.0.13",
              /* pcistbLengthMask= */ 0x1fff,
              /* acceptance= */ Acceptance.EVERY_STEP,
              /* piecesReversed= */ true,
              /* badRegion= */ BadRegion.OPERAND,
              /* msixForAll= */ false,
              /* interpretation= */ true,
              /* clpBarsSwapped= */ false,
              /* summaryTest= */ SummaryTest.BYTE,
              /* rpcitPasses= */ Passes.TWO,
              /* rpcitRange= */ Range.CLAMPED,
              /* mappingLeak= */ true,
              /* apertureCut= */ true,
              /* relaxedTranslation= */ true,
              /* handleRefreshed= */ true,
              /* forwardingSurvivesReset= */ false),
          new QemuVersion(
              /* name= */ "qemu-10.2",
              /* source= */ "10.2.2",
              /* pcistbLengthMask= */ 0x1fff,
              /* acceptance= */ Acceptance.EVERY_STEP,
              /* piecesReversed= */ true,
              /* badRegion= */ BadRegion.FOREIGN_OFFSET,
              /* msixForAll= */ false,
              /* interpretation= */ true,
              /* clpBarsSwapped= */ false,
              /* summaryTest= */ SummaryTest.BIT,
              /* rpcitPasses= */ Passes.TWO,
              /* rpcitRange= */ Range.WHOLLY_OUTSIDE,
              /* mappingLeak= */ true,
              /* apertureCut= */ true,
              /* relaxedTranslation= */ true,
              /* handleRefreshed= */ true,
              /* forwardingSurvivesReset= */ true),
          new QemuVersion(
              /* name= */ "qemu-11.1",
              /* source= */ "11.1.2",
              /* pcistbLengthMask= */ 0x1fff,
              /* acceptance= */ Acceptance.EVERY_STEP,
              /* piecesReversed= */ true,
              /* badRegion= */ BadRegion.OPERAND,
              /* msixForAll= */ false,
              /* interpretation= */ true,
              /* clpBarsSwapped= */ false,
              /* summaryTest= */ SummaryTest.BIT,
              /* rpcitPasses= */ Passes.TWO,
              /* rpcitRange= */ Range.CLAMPED,
              /* mappingLeak= */ false,
              /* apertureCut= */ true,
              /* relaxedTranslation= */ true,
              /* handleRefreshed= */ true,
              /* forwardingSurvivesReset= */ false));

  private QemuVersions() {}
}
