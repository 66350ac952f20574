package io.zpci.linux;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Fib;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Outcome;
import io.zpci.arch.Pec;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel does about a function's error events, as {@link LinuxVersion#errorPolicy} says, and
 * the hot reset of it ({@code pci_event.c}, {@code zpci_hot_reset_device}). Not thread safe.
 * Source: spec zpci 13.5, 13.6.
 */
public final class LinuxRecovery {
  /** A service action or a recovery failed. Source: spec zpci 13.4. */
  private static final int RECOVERY_FAILED = 0x0040;

  /** Codes of the measurement block, which leave the function as it is. */
  private static final int MEASUREMENT_FIRST = Pec.MEASUREMENT_ADDRESS;

  private static final int MEASUREMENT_LAST = Pec.MEASUREMENT_PROTECTION;

  /** What became of an event. */
  public enum Handled {
    /** It is another function's. */
    UNKNOWN,
    /** Its handle is not the function's any more. */
    STALE,
    /** It does not concern the function's state. */
    IGNORED,
    /** The driver was told; the function stays in error. */
    FROZEN,
    /** The function works again. */
    RECOVERED,
    /** The function stays in error for good. */
    PERMANENT_FAILURE
  }

  private final LinuxKernel kernel;
  private final LinuxPci pci;
  private final LinuxDma dma;
  private final LinuxClp clp;
  private final IntSupplier interrupts;
  private final @Nullable PciErrorHandlers driver;
  private ChannelState state = ChannelState.NORMAL;
  private boolean passedThrough;

  /**
   * The recovery of one function.
   *
   * @param interrupts registers the function's interrupts again where it uses any; 0 or a negative
   *     errno
   * @param driver the driver's callbacks; null where it has none, as ISM's, or there is no driver
   */
  public LinuxRecovery(
      LinuxKernel kernel,
      LinuxPci pci,
      LinuxDma dma,
      IntSupplier interrupts,
      @Nullable PciErrorHandlers driver) {
    this.kernel = kernel;
    this.pci = pci;
    this.dma = dma;
    this.clp = new LinuxClp(kernel);
    this.interrupts = interrupts;
    this.driver = driver;
  }

  /** What the kernel thinks of the function. Accesses are issued whatever it is. */
  public ChannelState state() {
    return state;
  }

  /** Whether KVM has the function for a guest from now on: then nothing is recovered. */
  public void passThrough(boolean on) {
    passedThrough = on;
  }

  /** An error event arrived. */
  public Handled handle(ErrorEvent event) {
    if (event.fid() != zdev().fid()) {
      return Handled.UNKNOWN;
    }
    return switch (kernel.version().errorPolicy()) {
      case PERMANENT -> {
        state = ChannelState.PERMANENT_FAILURE;
        yield Handled.PERMANENT_FAILURE;
      }
      case SERVICE_ACTION -> {
        if (isStale(event)) {
          yield Handled.STALE;
        }
        yield event.pec() == Pec.SERVICE_ACTION ? recoverOrFail() : tell(ChannelState.FROZEN);
      }
      case RECOVERY -> isStale(event) ? Handled.STALE : byCode(event.pec());
    };
  }

  /**
   * {@code zpci_hot_reset_device}. On the wire: CLP disable, CLP enable, where it is used CLP
   * enable-MIO, MPCIFC for interrupts, MPCIFC for translations, and CLP disable where that fails. A
   * failure of the interrupts leaves the function enabled.
   *
   * @return 0, a negative errno, or the condition code of the last MPCIFC as it is (L-18)
   */
  public int hotReset() {
    int result = clp.disable(zdev(), pci::updateHandle);
    if (result != 0 && result != -Errno.EINVAL) {
      return result;
    }
    result = clp.enable(zdev(), pci.usesMio(), pci::updateHandle);
    if (result == 0) {
      result = interrupts.getAsInt();
    }
    if (result != 0) {
      return result;
    }
    result = dma.reregister();
    if (result != 0) {
      var _ = clp.disable(zdev(), pci::updateHandle);
    }
    return result;
  }

  private Handled byCode(int pec) {
    if (pec >= MEASUREMENT_FIRST && pec <= MEASUREMENT_LAST) {
      return Handled.IGNORED;
    }
    return pec == RECOVERY_FAILED || pec == Pec.PERMANENT_ERROR
        ? tell(ChannelState.PERMANENT_FAILURE)
        : recoverOrFail();
  }

  private Handled recoverOrFail() {
    return recover() == ErsResult.RECOVERED
        ? Handled.RECOVERED
        : tell(ChannelState.PERMANENT_FAILURE);
  }

  /** {@code zpci_event_io_failure}. */
  private Handled tell(ChannelState newState) {
    state = newState;
    if (driver != null && !passedThrough) {
      var _ = driver.errorDetected(newState);
    }
    return newState == ChannelState.FROZEN ? Handled.FROZEN : Handled.PERMANENT_FAILURE;
  }

  private ErsResult recover() {
    if (state == ChannelState.PERMANENT_FAILURE) {
      return ErsResult.DISCONNECT;
    }
    state = ChannelState.FROZEN;
    if (passedThrough || driver == null) {
      kernel.tap().broken(LinuxRules.EVENT_DRIVER);
      return ErsResult.DISCONNECT;
    }
    ErsResult result = driver.errorDetected(state);
    if (!result.aborts() && result != ErsResult.NEED_RESET) {
      result = clearError(driver);
    }
    if (result == ErsResult.NEED_RESET) {
      result = reset(driver);
    }
    if (result == ErsResult.NONE) {
      result = ErsResult.RECOVERED;
    }
    if (result == ErsResult.RECOVERED) {
      driver.resume();
    }
    return result;
  }

  /** Without a reset: loads and stores first, then the rest. */
  private ErsResult clearError(PciErrorHandlers handlers) {
    if (!FunctionHandle.enabled(zdev().handle()) || !modify(Fib.RESET_BLOCK)) {
      return ErsResult.NEED_RESET;
    }
    ErsResult result = handlers.mmioEnabled();
    if (result.aborts() || result == ErsResult.NEED_RESET) {
      return result;
    }
    if (!modify(Fib.RESET_ERROR)) {
      return ErsResult.NEED_RESET;
    }
    state = ChannelState.NORMAL;
    return result;
  }

  private ErsResult reset(PciErrorHandlers handlers) {
    if (hotReset() != 0) {
      return ErsResult.DISCONNECT;
    }
    state = ChannelState.NORMAL;
    return handlers.slotReset();
  }

  private boolean modify(int operation) {
    FibBlock fib = new FibBlock(kernel);
    if (!fib.allocated()) {
      return false;
    }
    int outcome = fib.modify(zdev().handle(), operation);
    fib.free();
    return outcome == Outcome.OK;
  }

  /** The handle as CLP lists it is the kernel's from here on, where it is the event's. */
  private boolean isStale(ErrorEvent event) {
    int[] listed = new int[1];
    int result = clp.refreshHandle(event.fid(), handle -> listed[0] = handle);
    if (result != 0 || listed[0] == 0 || listed[0] != event.handle()) {
      kernel.tap().broken(LinuxRules.EVENT_STALE);
      return true;
    }
    if (zdev().handle() != event.handle()) {
      pci.updateHandle(event.handle());
    }
    return false;
  }

  private Zdev zdev() {
    return pci.zdev();
  }
}
