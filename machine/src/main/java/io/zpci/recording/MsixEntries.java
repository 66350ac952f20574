package io.zpci.recording;

import io.zpci.function.FunctionFacts.Msix;
import io.zpci.function.PciFunction;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqSet;
import org.jspecify.annotations.Nullable;

/**
 * What SET_IRQS leaves in a function's MSI-X table, where somebody may load it later: the entries
 * of the vectors that are set up carry their numbers and are not masked.
 */
final class MsixEntries {
  private static final int ENTRY = 16;
  private static final int DATA = 8;
  private static final int CONTROL = 12;

  private MsixEntries() {}

  static void setUp(PciFunction function, FunctionOperation.SetIrqs irqs) {
    @Nullable Msix msix = function.facts().msix();
    if (msix == null
        || irqs.index() != DeviceFile.IRQ_MSIX
        || irqs.flags() != (IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER)) {
      return;
    }
    for (int i = 0; i < irqs.count() && irqs.start() + i < msix.vectors(); i++) {
      int vector = irqs.start() + i;
      long entry = msix.table() + (long) ENTRY * vector;
      long little = Integer.toUnsignedLong(Integer.reverseBytes(vector));
      int _ = function.store(msix.bar(), entry + DATA, Integer.BYTES, little);
      int _ = function.store(msix.bar(), entry + CONTROL, Integer.BYTES, 0);
    }
  }
}
