package io.zpci.arch;

import io.zpci.storage.GuestStorage;

/**
 * The port of everything that can execute PCI instructions: a guest CPU behind a route, a host CPU,
 * the firmware. Guest and host use the same interface; that is what lets routes compose.
 *
 * <p>Guarantees: an architected outcome is returned, never thrown (see {@link Outcome}); on
 * anything but {@link Outcome#OK} the loaded register is untouched; nothing is allocated by {@link
 * #load}, {@link #store} and {@link #storeBlock}. The request register is an input here; {@link
 * Request#after} gives what it holds afterwards.
 *
 * <p>Operands, as the instruction has them ({@code issue} is made of {@link Issue} bits):
 *
 * <ul>
 *   <li>handle form: {@code request} is {@link Request}, {@code address} the offset in the PCI
 *       address space;
 *   <li>MIO form: {@code request} is the length register, {@code address} the I/O address.
 * </ul>
 *
 * <p>Byte order: no instruction swaps. The byte at the lowest PCI offset is the most significant of
 * the {@code length} low-order bytes of the register; a block is copied as it lies in storage.
 * Source: spec zpci 1.5, 2, 3.
 */
public interface PciInstructions {
  /**
   * PCILG, PCILGI.
   *
   * @param loaded receives the value, zero-extended to 64 bits
   * @return an {@link Outcome}
   */
  int load(int issue, long request, long address, Register loaded);

  /**
   * PCISTG, PCISTGI.
   *
   * @param value the whole register; its low-order bytes are stored
   * @return an {@link Outcome}
   */
  int store(int issue, long request, long address, long value);

  /**
   * PCISTB, PCISTBI.
   *
   * @param storage the issuer's storage; where it does not hold all of the second operand, an
   *     addressing exception
   * @param storageAddress the effective address of the second operand
   * @return an {@link Outcome}
   */
  int storeBlock(int issue, long request, long address, GuestStorage storage, long storageAddress);

  /**
   * Every other PCI instruction.
   *
   * @return an {@link Outcome}
   */
  int execute(PciInstruction instruction);
}
