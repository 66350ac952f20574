package io.zpci.vfio;

import io.zpci.function.Msi;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxDma;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.LinuxMsi;
import io.zpci.linux.LinuxPci;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An s390 host's kernel as vfio-pci uses it for one function: DMA through tables in the kernel's
 * storage, vectors as adapter interruptions. Nothing is booted, and nothing is registered with the
 * machine, before the first mapping or the first vector. Source: spec passthrough a.7, a.9; spec
 * zpci 11, 12.8.
 *
 * <p>{@link LinuxMsi} takes MSI-X where the function has it: a function with both kinds has MSI-X
 * under either index.
 */
public final class HostKernel implements Iommu, IrqVectors {
  private final Supplier<LinuxKernel> kernel;
  private final LinuxPci pci;
  private @Nullable LinuxDma dma;
  private @Nullable LinuxMsi msi;

  /**
   * The kernel that {@code pci} is the I/O layer of.
   *
   * @param kernel booted at the first call
   */
  public HostKernel(Supplier<LinuxKernel> kernel, LinuxPci pci) {
    this.kernel = kernel;
    this.pci = pci;
  }

  @Override
  public int map(long ioAddress, long address, long size, boolean writable) {
    LinuxKernel host = kernel.get();
    if (!host.storage().contains(address, size)) {
      return -Errno.EFAULT;
    }
    LinuxDma space = dma;
    if (space == null) {
      LinuxDma fresh = new LinuxDma(host, pci.zdev());
      int result = fresh.enable();
      if (result < 0) {
        return result;
      }
      dma = fresh;
      space = fresh;
    }
    return space.mapAt(ioAddress, address, size, writable);
  }

  @Override
  public int unmap(long ioAddress, long size) {
    return dma == null ? -Errno.ENOENT : dma.unmapAt(ioAddress, size);
  }

  @Override
  public int allocate(int index, int vectors, Msi handler) {
    if (msi == null) {
      msi = new LinuxMsi(kernel.get(), pci);
    }
    return msi.enable(vectors, handler::signal);
  }

  @Override
  public void free() {
    if (msi != null) {
      // An error leaves nothing to undo: the kernel drops its half all the same.
      int unused = msi.disable();
    }
  }
}
