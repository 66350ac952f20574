package io.zpci.vfio;

import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import io.zpci.linux.Zdev;
import io.zpci.trace.Tap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a generic and a variant driver share: the ioctls of the device, its interrupts and its
 * configuration space. Source: spec passthrough a.1, a.7, a.8.
 */
final class VfioCore {
  private static final int IRQ_INDICES = 5;

  /**
   * QEMU's default group and a machine alike; a function's own values are not part of its facts.
   */
  private static final long START_DMA = 0x1_0000_0000L;

  private static final long END_DMA = 0x01ff_ffff_ffff_ffffL;
  private static final long MSI_ADDRESS = 0xfe00_0000_0000_0000L;
  private static final int MEASUREMENT_INTERVAL = 4000;
  private static final int GROUP_REFRESH = 1;

  /** The kernel's own limit of a store block, whatever the hardware's is. */
  private static final int MAX_WRITE_SIZE = 128;

  private final VfioHost host;
  private final FunctionFacts facts;
  final VfioConfig config;
  private final VfioInterrupts interrupts;
  private final VfioContainer container;

  VfioCore(VfioHost host, FunctionFacts facts, Tap tap) {
    this.host = host;
    this.facts = facts;
    this.config =
        new VfioConfig(
            host.io(),
            facts,
            host.rom(),
            host.version().memoryNeedsPower(),
            host.noCommandMemory(),
            tap);
    this.interrupts = new VfioInterrupts(config, host.vectors(), host.irqs(), tap);
    this.container = new VfioContainer(host.iommu(), host.dmaLimit(), tap);
  }

  DeviceInfo info(int regions) {
    List<Capability> capabilities = capabilities();
    int flags =
        DeviceInfo.FLAG_PCI
            | (host.reset() == null ? 0 : DeviceInfo.FLAG_RESET)
            | (capabilities.isEmpty() ? 0 : DeviceInfo.FLAG_CAPS);
    return new DeviceInfo(flags, regions, IRQ_INDICES, capabilities);
  }

  private List<Capability> capabilities() {
    Zdev zdev = host.zdev();
    List<Capability> chain = new ArrayList<>();
    if (zdev != null && !host.littleEndian()) {
      LinuxVersion.Vfio version = host.version();
      boolean second = version.zdevCapabilities() >= 2;
      chain.add(
          new Capability.ZpciBase(
              version.zdevCapabilities(),
              START_DMA,
              END_DMA,
              facts.pchid(),
              0,
              0,
              facts.pft(),
              0,
              second ? zdev.handle() : 0));
      chain.add(
          new Capability.ZpciGroup(
              version.zdevCapabilities(),
              0,
              MSI_ADDRESS,
              GROUP_REFRESH,
              MEASUREMENT_INTERVAL,
              vectors(),
              MAX_WRITE_SIZE,
              0,
              second ? zdev.maxStoreBlock() : 0));
    }
    return chain;
  }

  private int vectors() {
    FunctionFacts.@Nullable Msix msix = facts.msix();
    return Math.max(facts.msiVectors(), msix == null ? 0 : msix.vectors());
  }

  IrqInfo irqInfo(int index) throws VfioException {
    return interrupts.info(index);
  }

  int setIrqs(IrqSet set) {
    return interrupts.set(set);
  }

  Msi msi() {
    return interrupts;
  }

  /** COMMAND is saved before and given back after; interrupts and the shadow stay. */
  int reset() {
    if (host.reset() == null) {
      return -Errno.EINVAL;
    }
    int command = config.save();
    int result = host.reset().getAsInt();
    config.restore(command);
    return result;
  }

  int dmaMap(long ioAddress, long address, long size, boolean writable) {
    return container.map(ioAddress, address, size, writable);
  }

  long dmaUnmap(long ioAddress, long size) {
    return container.unmap(ioAddress, size);
  }
}
