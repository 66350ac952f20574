package io.zpci.linux;

import io.zpci.function.MsixTable;

/**
 * An MSI-X capability and its table, as the kernel's PCI core drives them since 5.14: MSI-X is
 * switched on with the function masked, then entries are written, then the function is unmasked;
 * each vector is unmasked when its handler is requested. Source: Linux {@code drivers/pci/msi};
 * spec passthrough e.6.
 */
final class MsixRegisters implements MessageRegisters {
  private static final int CONTROL = 2;
  private static final int SIZE = 0x07ff;
  private static final int TABLE = 4;
  private static final int BAR = 0x7;
  private static final int DATA = 8;
  private static final int VECTOR_CONTROL = 12;
  private static final int MASK = 1;

  private final PciCapabilities config;
  private final LinuxIo pci;
  private final int at;
  private int size;
  private long mapped;
  private long table;

  /** The capability at {@code at}. */
  MsixRegisters(PciCapabilities config, LinuxIo pci, int at) {
    this.config = config;
    this.pci = pci;
    this.at = at;
  }

  @Override
  public int vectors() {
    return (config.read(at + CONTROL, 2) & SIZE) + 1;
  }

  @Override
  public boolean shareMessage() {
    return false;
  }

  @Override
  public int begin() {
    config.update(at + CONTROL, 0, MsixTable.FUNCTION_MASK | MsixTable.ENABLE);
    size = (config.read(at + CONTROL, 2) & SIZE) + 1;
    int location = config.read(at + TABLE, 4);
    mapped = pci.iomap(location & BAR);
    if (mapped == 0) {
      config.update(at + CONTROL, MsixTable.FUNCTION_MASK | MsixTable.ENABLE, 0);
      return -Errno.ENOMEM;
    }
    table = mapped + (location & ~BAR & 0xffff_ffffL);
    return 0;
  }

  @Override
  public void message(int vector, int count, long address, int data) {
    long entry = entry(vector);
    int control = (int) pci.ioread(entry + VECTOR_CONTROL, 4);
    boolean unmasked = (control & MASK) == 0;
    if (unmasked) {
      mask(entry);
    }
    pci.iowrite(entry, 4, address & 0xffff_ffffL);
    pci.iowrite(entry + 4, 4, address >>> 32);
    pci.iowrite(entry + DATA, 4, data);
    if (unmasked) {
      pci.iowrite(entry + VECTOR_CONTROL, 4, control);
    }
    long _ = pci.ioread(entry + DATA, 4);
  }

  @Override
  public void enable() {
    config.pin(false);
    for (int vector = 0; vector < size; vector++) {
      pci.iowrite(entry(vector) + VECTOR_CONTROL, 4, MASK);
    }
    config.update(at + CONTROL, MsixTable.FUNCTION_MASK, 0);
  }

  @Override
  public void start(int vector) {
    pci.iowrite(entry(vector) + VECTOR_CONTROL, 4, 0);
  }

  @Override
  public void stop(int vector) {
    mask(entry(vector));
  }

  @Override
  public void disable() {
    config.update(at + CONTROL, MsixTable.FUNCTION_MASK | MsixTable.ENABLE, 0);
    config.pin(true);
    pci.iounmap(mapped);
  }

  private void mask(long entry) {
    pci.iowrite(entry + VECTOR_CONTROL, 4, MASK);
    long _ = pci.ioread(entry, 4);
  }

  private long entry(int vector) {
    return table + (long) MsixTable.ENTRY * vector;
  }
}
