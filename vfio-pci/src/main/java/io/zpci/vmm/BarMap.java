package io.zpci.vmm;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.trace.Tap;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioException;
import io.zpci.vmm.QemuVersion.BadRegion;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Which region of QEMU's memory model an access to a BAR lands in: the first child of the BAR's
 * container that holds all of it. The pending bits come before the table, the table before the vfio
 * region. Source: spec passthrough e.3.
 */
final class BarMap {
  private final BarRegion[][] children = new BarRegion[AddressSpace.BARS][];
  private final @Nullable BarRegion[] foreign = new BarRegion[AddressSpace.BARS];
  private final @Nullable MsixTable table;
  private final QemuVersion version;
  private final Tap tap;

  BarMap(
      QemuVersion version,
      VfioDevice device,
      FunctionFacts facts,
      InterceptionOptions options,
      MemorySegment buffer,
      Tap tap) {
    Msix msix = options.msixOverlay() ? facts.msix() : null;
    MsixTable overlay = null;
    for (int space = 0; space < AddressSpace.BARS; space++) {
      long size = facts.barSize(space);
      if (size == 0) {
        children[space] = new BarRegion[0];
        continue;
      }
      VfioBar bar = new VfioBar(size, device.region(space), 0, buffer, tap);
      if (msix != null && msix.bar() == space) {
        overlay = new MsixTable(msix.table(), msix.vectors());
        children[space] =
            new BarRegion[] {
              new PendingBits(msix.pba(), msix.pbaSize(), bar, overlay), overlay, bar
            };
      } else {
        children[space] = new BarRegion[] {bar};
      }
      if (version.badRegion() == BadRegion.FOREIGN_OFFSET) {
        foreign[space] = foreign(device, space, buffer, tap);
      }
    }
    this.table = overlay;
    this.version = version;
    this.tap = tap;
  }

  /** Beyond its end a region's offset is one of the device file, and may be another region's. */
  private static BarRegion foreign(VfioDevice device, int space, MemorySegment buffer, Tap tap) {
    try {
      long start = device.regionInfo(space).offset();
      return new VfioBar(Long.MAX_VALUE, device.file(), start, buffer, tap);
    } catch (VfioException e) {
      return new VfioBar(Long.MAX_VALUE, device.region(space), 0, buffer, tap);
    }
  }

  /**
   * The region of an access: the one that holds all of it, or where the release goes beyond them
   * all. Null where the access is refused; the tap has been told its rule.
   *
   * @param absentBar for a BAR that is not there, where the release looks
   * @param beyondBar for an access that no region holds
   */
  @Nullable BarRegion choose(int space, long offset, int length, Rule absentBar, Rule beyondBar) {
    BarRegion[] all = children[space];
    if (all.length == 0) {
      tap.broken(
          switch (version.badRegion()) {
            case OPERAND -> absentBar;
            case FOREIGN_OFFSET -> QemuRules.ABSENT_BAR;
          });
      return null;
    }
    for (int i = 0; i < all.length; i++) {
      if (all[i].holds(offset, length)) {
        return all[i];
      }
    }
    BarRegion beyond = foreign[space];
    tap.broken(beyond == null ? beyondBar : QemuRules.FOREIGN_OFFSET);
    return beyond;
  }

  /** Tells the tap of a write to {@code region} that the device never sees. */
  void tellDropped(BarRegion region) {
    if (region instanceof PendingBits) {
      tap.broken(QemuRules.PENDING_BITS);
    } else if (region instanceof MsixTable) {
      tap.broken(QemuRules.MSIX_TABLE);
    }
  }

  /** The MSI-X table; null without one, or where it is not overlaid. */
  @Nullable MsixTable table() {
    return table;
  }
}
