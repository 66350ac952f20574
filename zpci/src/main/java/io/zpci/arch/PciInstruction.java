package io.zpci.arch;

import io.zpci.storage.GuestStorage;

/**
 * The instructions that are not on the data path, as records; see {@link PciInstructions#execute}.
 */
public sealed interface PciInstruction {
  /**
   * CLP: call logical processor, for PCI. Request and response stand back to back in {@code
   * storage} from {@code block} on, big-endian (spec zpci 5).
   *
   * @param issue {@link Issue} bits
   */
  record Clp(int issue, GuestStorage storage, long block) implements PciInstruction {}

  /** PCIWB: write barrier; MIO only, no operands (spec zpci 2). */
  record Pciwb(int issue) implements PciInstruction {}
}
