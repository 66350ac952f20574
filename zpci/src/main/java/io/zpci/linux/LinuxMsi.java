package io.zpci.linux;

import io.zpci.arch.Fib;
import io.zpci.arch.Outcome;
import io.zpci.arch.Status;
import io.zpci.function.ConfigSpace;
import io.zpci.interrupt.InterruptRegistration;
import org.jspecify.annotations.Nullable;

/**
 * MSI or MSI-X of one function, set up as the version does it: vectors, messages in the capability
 * or the table, MPCIFC, in the version's order. Source: spec zpci 12.3, 12.8, L-17.
 *
 * <p>A kernel that writes messages before it registers ({@code arch_setup_msi_irqs}) has one vector
 * of MSI at most, and asked for more than the group allows it sets up what is allowed, takes that
 * down and sets it up again. One that registers first ({@code msi_prepare}) has as many of MSI as
 * the capability offers. Every call may end in a {@link KernelOops}. Serves one thread.
 */
public final class LinuxMsi {
  private static final int NONE = -1;

  /** Runs when a vector's bit was found. */
  @FunctionalInterface
  public interface Handler {
    /** Interrupt {@code vector}, from 0. */
    void interrupt(int vector);
  }

  private final LinuxKernel kernel;
  private final LinuxPci pci;
  private final boolean messageFirst;
  private @Nullable MessageRegisters registers;
  private int bit = NONE;
  private int vectors;

  /** The interrupts of the function that {@code pci} reaches, in {@code kernel}. */
  public LinuxMsi(LinuxKernel kernel, LinuxPci pci) {
    this.kernel = kernel;
    this.pci = pci;
    this.messageFirst = kernel.version().messageBeforeRegistration();
  }

  /**
   * {@code pci_alloc_irq_vectors} and {@code request_irq}: {@code vectors} of MSI-X where the
   * function has it, else of MSI.
   *
   * @return vectors set up, or a negative errno: EINVAL where it has neither or they are enabled
   *     already, EIO where no summary bit is left or the registration was refused, ENOMEM
   */
  public int enable(int wanted, Handler handler) {
    if (registers != null || wanted <= 0) {
      return -Errno.EINVAL;
    }
    MessageRegisters found = find();
    if (found == null) {
      return -Errno.EINVAL;
    }
    int count = Math.min(wanted, found.vectors());
    if (!messageFirst) {
      count = Math.min(count, allowed());
    }
    while (count > 0) {
      int result =
          messageFirst
              ? messagesThenRegister(found, count, handler)
              : registerThenMessages(found, count, handler);
      if (result < 0) {
        return result;
      }
      if (result == count) {
        start(found, count);
        return count;
      }
      count = result;
    }
    return -Errno.ENOSPC;
  }

  /**
   * Masks, deregisters and frees; 0 or a negative errno. Where the deregistration is refused,
   * vector and summary bit are never free again, as in the kernel.
   */
  public int disable() {
    MessageRegisters old = registers;
    if (old == null) {
      return -Errno.EINVAL;
    }
    for (int vector = 0; vector < vectors; vector++) {
      old.stop(vector);
    }
    old.disable();
    registers = null;
    vectors = 0;
    return release();
  }

  /** Vectors set up; 0 where there are none. */
  public int vectors() {
    return vectors;
  }

  private @Nullable MessageRegisters find() {
    PciCapabilities config = new PciCapabilities(pci);
    int at = config.find(ConfigSpace.MSIX);
    if (at != 0) {
      return new MsixRegisters(config, pci, at);
    }
    at = config.find(ConfigSpace.MSI);
    return at == 0 ? null : new MsiRegisters(config, at);
  }

  /** The group's limit. */
  private int allowed() {
    return pci.zdev().clp().interrupts();
  }

  /** {@code arch_setup_msi_irqs}: vectors that can be set up, or a negative errno. */
  private int messagesThenRegister(MessageRegisters found, int count, Handler handler) {
    int result = found.begin();
    if (result < 0) {
      return result;
    }
    if (found.shareMessage() && count > 1) {
      return 1;
    }
    int possible = Math.min(count, allowed());
    InterruptRegistration registration = attach(possible, handler);
    if (registration == null) {
      found.disable();
      return -Errno.EIO;
    }
    writeMessages(found, possible);
    result = register(registration);
    if (result == 0 && possible == count) {
      return count;
    }
    found.disable();
    int released = release();
    return result != 0 ? result : released != 0 ? released : possible;
  }

  /** {@code msi_prepare} and what follows: {@code count}, or a negative errno. */
  private int registerThenMessages(MessageRegisters found, int count, Handler handler) {
    InterruptRegistration registration = attach(count, handler);
    if (registration == null) {
      return -Errno.EIO;
    }
    int result = register(registration);
    if (result != 0) {
      detach();
      return result;
    }
    result = found.begin();
    if (result < 0) {
      int _ = release();
      return result;
    }
    writeMessages(found, count);
    return count;
  }

  private void writeMessages(MessageRegisters found, int count) {
    int messages = found.shareMessage() ? 1 : count;
    for (int vector = 0; vector < messages; vector++) {
      found.message(vector, count, pci.zdev().clp().msiAddress(), vector);
    }
  }

  private void start(MessageRegisters found, int count) {
    found.enable();
    registers = found;
    vectors = count;
    for (int vector = 0; vector < count; vector++) {
      found.start(vector);
    }
  }

  private @Nullable InterruptRegistration attach(int count, Handler handler) {
    bit = kernel.airq().allocate();
    return bit == NONE ? null : kernel.airq().attach(bit, count, handler);
  }

  private void detach() {
    kernel.airq().free(bit);
    bit = NONE;
  }

  /** {@code zpci_set_airq}: 0 or a negative errno. */
  private int register(InterruptRegistration registration) {
    FibBlock fib = new FibBlock(kernel);
    if (!fib.allocated()) {
      return -Errno.ENOMEM;
    }
    fib.interrupts(registration);
    int outcome = fib.modify(pci.zdev().handle(), Fib.REG_INT);
    fib.free();
    return outcome == Outcome.OK ? 0 : -Errno.EIO;
  }

  /** {@code zpci_clear_airq} and, where that is well, what was allocated. */
  private int release() {
    FibBlock fib = new FibBlock(kernel);
    if (!fib.allocated()) {
      return -Errno.ENOMEM;
    }
    int outcome = fib.modify(pci.zdev().handle(), Fib.DEREG_INT);
    fib.free();
    if (outcome != Outcome.OK && !isGone(outcome)) {
      return -Errno.EIO;
    }
    detach();
    return 0;
  }

  /** Function gone, or nothing registered: there is nothing left to deregister. */
  private static boolean isGone(int outcome) {
    return outcome == Outcome.INVALID_HANDLE
        || outcome == Outcome.error(Status.FUNC_ALREADY_ENABLED);
  }
}
