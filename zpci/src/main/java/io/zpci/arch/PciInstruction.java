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

  /**
   * RPCIT: refresh PCI translations of {@code [start, start + length)}.
   *
   * @param issue {@link Issue} bits
   * @param request R1: the function handle in bits 0-31, all else 0
   * @param start R2: the first I/O address
   * @param length R2 + 1: bytes
   */
  record Rpcit(int issue, long request, long start, long length) implements PciInstruction {}

  /**
   * MPCIFC: modify PCI function controls.
   *
   * @param issue {@link Issue} bits
   * @param request {@link Request} with the DMA address space in place of the space and the
   *     operation ({@link Fib}) in the low 8 bits of the length
   * @param storage what holds the operand; the addresses in the block are addresses in it
   * @param fib where the 80 bytes stand
   */
  record Mpcifc(int issue, long request, GuestStorage storage, long fib)
      implements PciInstruction {}

  /**
   * STPCIFC: store PCI function controls.
   *
   * @param issue {@link Issue} bits
   * @param request R1: {@link Request} with the DMA address space in place of the space; its enable
   *     bit is switched on where the function is enabled and the given handle is not
   * @param storage where the operand is
   * @param fib where the 80 bytes go
   */
  record Stpcifc(int issue, Register request, GuestStorage storage, long fib)
      implements PciInstruction {}

  /**
   * SIC: set interruption controls. The condition code is not set.
   *
   * @param issue {@link Issue} bits
   * @param operation R1, of which the low 16 bits count: {@link InterruptionControls}
   * @param isc R3: the interruption subclass, shifted left by 27
   * @param storage where the second operand is
   * @param block where its 40 bytes stand
   */
  record Sic(int issue, int operation, long isc, GuestStorage storage, long block)
      implements PciInstruction {}
}
