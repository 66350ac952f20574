package io.zpci.vmm;

import io.zpci.function.Msi;
import io.zpci.trace.Tap;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one vfio device: what the guest writes into MSI-X table and capabilities becomes
 * SET_IRQS. Source: spec passthrough e.6.
 */
final class MessageInterrupts {
  private final GuestConfig config;
  private final @Nullable VfioMsix msix;
  private final @Nullable VfioMsi msi;

  /**
   * Nothing enabled.
   *
   * @param table QEMU's MSI-X table; null without one
   * @param msiRouted whether plain MSI is routed
   * @param to where a message goes, by its data
   * @param scratch at least 8 bytes
   */
  MessageInterrupts(
      VfioDevice device,
      GuestConfig config,
      @Nullable MsixTable table,
      boolean msiRouted,
      Msi to,
      MemorySegment scratch,
      Tap tap) {
    this.config = config;
    this.msix = table == null ? null : new VfioMsix(device, table, to, scratch, tap);
    this.msi = msiRouted ? new VfioMsi(device, config, to, tap) : null;
  }

  /** Configuration space was written; the device has been told. */
  void configWritten() {
    if (msix != null) {
      msix.controlWritten(config.msixControl());
    }
    if (msi != null) {
      msi.controlWritten(config.msiControl());
    }
  }

  /** Back to nothing enabled. */
  void reset() {
    if (msix != null) {
      msix.reset();
    }
    if (msi != null) {
      msi.reset();
    }
  }
}
