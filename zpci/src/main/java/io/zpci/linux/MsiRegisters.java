package io.zpci.linux;

/**
 * An MSI capability without masks, as the kernel's PCI core drives it. The order of the stores is
 * that of Linux 7.2 under QEMU, as recorded. Source: Linux {@code drivers/pci/msi}; spec zpci 12.8.
 */
final class MsiRegisters implements MessageRegisters {
  private static final int CONTROL = 2;
  private static final int ENABLE = 0x0001;
  private static final int CAPABLE = 0x000e;
  private static final int MULTIPLE_ENABLE = 0x0070;
  private static final int WIDE = 0x0080;
  private static final int ADDRESS = 4;
  private static final int DATA = 8;
  private static final int DATA_WIDE = 12;

  private final PciCapabilities config;
  private final int at;
  private int control;

  /** The capability at {@code at}. */
  MsiRegisters(PciCapabilities config, int at) {
    this.config = config;
    this.at = at;
  }

  @Override
  public int vectors() {
    return 1 << ((config.read(at + CONTROL, 2) & CAPABLE) >> 1);
  }

  @Override
  public boolean shareMessage() {
    return true;
  }

  @Override
  public int begin() {
    config.update(at + CONTROL, ENABLE, 0);
    control = config.read(at + CONTROL, 2);
    return 0;
  }

  @Override
  public void message(int vector, int count, long address, int data) {
    int multiple = Integer.SIZE - Integer.numberOfLeadingZeros(count - 1);
    config.update(at + CONTROL, MULTIPLE_ENABLE, multiple << 4);
    config.write(at + ADDRESS, 4, (int) address);
    if ((control & WIDE) != 0) {
      config.write(at + ADDRESS + 4, 4, (int) (address >>> 32));
      config.write(at + DATA_WIDE, 2, data);
    } else {
      config.write(at + DATA, 2, data);
    }
    int _ = config.read(at + CONTROL, 2);
  }

  @Override
  public void enable() {
    config.pin(false);
    config.update(at + CONTROL, 0, ENABLE);
  }

  /** Nothing: without masks there is nothing to unmask. */
  @Override
  public void start(int vector) {}

  /** Nothing: without masks there is nothing to mask. */
  @Override
  public void stop(int vector) {}

  @Override
  public void disable() {
    config.update(at + CONTROL, ENABLE, 0);
    config.pin(true);
  }
}
