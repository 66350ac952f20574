package io.zpci.linux;

import io.zpci.arch.Register;
import io.zpci.function.ConfigSpace;

/**
 * Configuration space as the kernel's PCI core uses it for interrupts: the list of capabilities,
 * registers of 16 bits, the pin. Errors of single accesses are not looked at, as the core does not.
 */
final class PciCapabilities {
  /** Capabilities that fit into 256 bytes: the list may not go on longer. */
  private static final int MOST = 48;

  private static final int FIRST = 0x40;
  private static final int NONE = 0xff;

  private final LinuxIo pci;
  private final Register value = new Register();

  PciCapabilities(LinuxIo pci) {
    this.pci = pci;
  }

  /** Where the capability {@code id} stands; 0 without one. */
  int find(int id) {
    if ((read(ConfigSpace.STATUS, 2) & ConfigSpace.STATUS_CAPABILITIES) == 0) {
      return 0;
    }
    int at = read(ConfigSpace.CAPABILITIES, 1);
    for (int i = 0; i < MOST && at >= FIRST; i++) {
      at &= ~3;
      int header = read(at, 2);
      if ((header & 0xff) == NONE) {
        return 0;
      }
      if ((header & 0xff) == id) {
        return at;
      }
      at = header >> 8;
    }
    return 0;
  }

  /** The little-endian value at {@code where}; all ones where that fails. */
  int read(int where, int size) {
    int _ = pci.configRead(where, size, value);
    return (int) value.get();
  }

  /** Stores a little-endian value. */
  void write(int where, int size, int newValue) {
    int _ = pci.configWrite(where, size, newValue);
  }

  /** Clears and sets bits of the 16 bits at {@code where}: always a load and a store. */
  void update(int where, int clear, int set) {
    write(where, 2, (read(where, 2) & ~clear) | set);
  }

  /**
   * {@code pci_intx}: switches interrupts by pin on or off; no store where that changes nothing.
   */
  void pin(boolean on) {
    int command = read(ConfigSpace.COMMAND, 2);
    int wanted =
        on
            ? command & ~ConfigSpace.COMMAND_INTX_DISABLE
            : command | ConfigSpace.COMMAND_INTX_DISABLE;
    if (wanted != command) {
      write(ConfigSpace.COMMAND, 2, wanted);
    }
  }
}
