package io.zpci.guest;

import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.FunctionFacts;
import io.zpci.linux.DmaDirection;
import io.zpci.linux.LinuxDma;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.LinuxMsi;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.Pages;
import io.zpci.storage.GuestStorage;

/**
 * A function as a Linux kernel gives it to its driver: instructions by handle, pages of the
 * kernel's storage, DMA and interrupts of its own layers. The kernel's DMA for the function is
 * enabled by whoever boots it. Source: spec zpci 8, 11, 12; Linux {@code drivers/pci/pci.c} for the
 * command register.
 */
public final class LinuxPciDev implements PciDev {
  private static final int COMMAND = 4;
  private static final int MEMORY = 2;
  private static final int BUS_MASTER = 4;

  private final LinuxKernel kernel;
  private final LinuxPci pci;
  private final LinuxDma dma;
  private final LinuxMsi msi;
  private final int fid;
  private final int uid;
  private final Register config = new Register();

  /**
   * The function that {@code pci}, {@code dma} and {@code msi} are about, in {@code kernel}.
   *
   * @param uid 0 where it has none
   */
  public LinuxPciDev(
      LinuxKernel kernel, LinuxPci pci, LinuxDma dma, LinuxMsi msi, int fid, int uid) {
    this.kernel = kernel;
    this.pci = pci;
    this.dma = dma;
    this.msi = msi;
    this.fid = fid;
    this.uid = uid;
  }

  @Override
  public FunctionFacts facts() {
    return pci.zdev().facts();
  }

  @Override
  public int fid() {
    return fid;
  }

  @Override
  public int uid() {
    return uid;
  }

  @Override
  public GuestStorage memory() {
    return kernel.storage();
  }

  /**
   * {@inheritDoc} Each is a load of the command register and a store where it changes something.
   *
   * @return 0; or what {@link LinuxPci#configRead} says where configuration space cannot be read or
   *     the memory bit cannot be stored; that bus mastering was not stored is not looked at
   */
  @Override
  public int enable() {
    int result = command(0, MEMORY);
    if (result == 0) {
      int _ = command(0, BUS_MASTER);
    }
    return result;
  }

  /** {@inheritDoc} Only bus mastering ends. */
  @Override
  public void disable() {
    int _ = command(BUS_MASTER, 0);
  }

  private int command(int clear, int set) {
    int result = pci.configRead(COMMAND, Short.BYTES, config);
    if (result != 0) {
      return result;
    }
    int before = (int) config.get();
    int after = (before & ~clear) | set;
    return after == before ? 0 : pci.configWrite(COMMAND, Short.BYTES, after);
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    return pci.load(request(space, length), offset, loaded);
  }

  @Override
  public int storeBlock(int space, long offset, int length, long address) {
    return pci.storeBlock(request(space, length), offset, kernel.storage(), address);
  }

  private long request(int space, int length) {
    return Request.of(pci.zdev().handle(), space, length);
  }

  @Override
  public long allocate(long size) {
    return kernel.pages().take(Math.max(size, Pages.PAGE));
  }

  @Override
  public void free(long address, long size) {
    kernel.pages().free(address, Math.max(size, Pages.PAGE));
  }

  @Override
  public void segmentBoundary(long mask) {
    dma.segmentBoundary(mask);
  }

  @Override
  public long map(long address, long size) {
    return map(address, size, DmaDirection.BIDIRECTIONAL);
  }

  @Override
  public long map(long address, long size, DmaDirection direction) {
    return dma.map(address, size, direction);
  }

  @Override
  public int unmap(long ioAddress, long size) {
    return dma.unmap(ioAddress, size);
  }

  @Override
  public int requestIrq(Runnable handler) {
    return Math.min(msi.enable(1, _ -> handler.run()), 0);
  }

  @Override
  public void freeIrq() {
    int _ = msi.disable();
  }
}
