package io.zpci.linux;

import io.zpci.arch.Fib;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Request;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.storage.GuestStorage;

/**
 * A function information block in a kernel's storage, and MPCIFC with it ({@code zpci_mod_fc}). A
 * kernel has it on its stack; here it takes a page of the kernel's own until {@link #free}. Source:
 * spec zpci 4.9, 6, 8.6.
 */
final class FibBlock {
  private static final int DOUBLEWORD = 8;

  private final LinuxKernel kernel;
  private final long address;

  /** A block of zeros; see {@link #allocated}. */
  FibBlock(LinuxKernel kernel) {
    this.kernel = kernel;
    this.address = kernel.pages().allocate(Fib.SIZE);
  }

  /** Whether there was room for it; without, nothing else may be called. */
  boolean allocated() {
    return address >= 0;
  }

  /** All zeros again. */
  void clear() {
    for (int at = 0; at < Fib.SIZE; at += DOUBLEWORD) {
      kernel.storage().putLong(address + at, 0);
    }
  }

  /** The operands of an IOAT registration, in a block that is otherwise zero. */
  void anchor(long pba, long pal, long iota) {
    clear();
    GuestStorage storage = kernel.storage();
    storage.putLong(address + Fib.PBA, pba);
    storage.putLong(address + Fib.PAL, pal);
    storage.putLong(address + Fib.IOTA, iota);
  }

  /** The operands of an interrupt registration, in a block that is otherwise zero. */
  void interrupts(InterruptRegistration registration) {
    clear();
    registration.encode(kernel.storage(), address);
  }

  /**
   * MPCIFC, DMA address space 0, repeated without limit while busy; the kernel sleeps a millisecond
   * in between, the model does not wait by itself.
   *
   * @return an {@link Outcome}, neither busy nor an exception
   * @throws KernelOops where it is a program interruption
   */
  int modify(int handle, int operation) {
    PciInstruction.Mpcifc insn =
        new PciInstruction.Mpcifc(
            Issue.HANDLE, Request.of(handle, 0, operation), kernel.storage(), address);
    int outcome = kernel.cpu().execute(insn);
    while (!Outcome.isException(outcome) && Outcome.cc(outcome) == Outcome.BUSY) {
      outcome = kernel.cpu().execute(insn);
    }
    if (Outcome.isException(outcome)) {
      throw new KernelOops("mpcifc", outcome);
    }
    return outcome;
  }

  /** Gives the room back. */
  void free() {
    kernel.pages().free(address, Fib.SIZE);
  }
}
