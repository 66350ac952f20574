package io.zpci.vmm;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.FunctionState;
import io.zpci.arch.Pec;
import io.zpci.function.Msi;
import io.zpci.interrupt.AdapterIndicators;
import io.zpci.interrupt.IndicatorVector;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.interrupt.SummaryTest;
import io.zpci.storage.GuestStorage;
import java.util.function.Supplier;

/**
 * A message that QEMU itself delivers ({@code s390_msi_ctrl_write}): of an emulated function, or of
 * a vfio device under an emulated machine. Only an enabled function's counts; the low 11 bits of
 * its data are the vector. Whether interrupts are registered is not looked at: where they are not,
 * all addresses are 0, and bit and summary are set from absolute address 0 on, for subclass 0
 * . Source: spec zpci 12.4; spec passthrough e.5.
 *
 * <p>Indicators that storage does not hold are an error event that names no function, and no
 * interruption. Any thread may signal.
 */
public final class QemuMsi implements Msi {
  private static final int VECTOR_MASK = 0x7ff;
  private static final long WORD = ~3L;

  private final Supplier<FunctionState> state;
  private final GuestMachine guest;
  private final SummaryTest test;
  private volatile Registered registered;

  private record Registered(
      GuestStorage storage, InterruptRegistration registration, AdapterIndicators indicators) {}

  /**
   * A delivery with nothing registered.
   *
   * @param state the function's state, asked at each message
   * @param test how the release decides whether to interrupt
   */
  public QemuMsi(Supplier<FunctionState> state, GuestMachine guest, SummaryTest test) {
    this.state = state;
    this.guest = guest;
    this.test = test;
    this.registered = registered(guest.storage(), InterruptRegistration.NONE);
  }

  /** From now on messages go by {@code registration}, whose addresses are those of {@code in}. */
  public void register(GuestStorage in, InterruptRegistration registration) {
    registered = registered(in, registration);
  }

  /** From now on nothing is registered. */
  public void deregister() {
    registered = registered(guest.storage(), InterruptRegistration.NONE);
  }

  private Registered registered(GuestStorage in, InterruptRegistration registration) {
    return new Registered(
        in, registration, new AdapterIndicators(in, registration, test, guest.interruption()));
  }

  /** {@inheritDoc} {@code data} is the message's data. */
  @Override
  public void signal(int data) {
    if (state.get() != FunctionState.ENABLED) {
      return;
    }
    Registered now = registered;
    GuestStorage storage = now.storage();
    InterruptRegistration registration = now.registration();
    int vector = data & VECTOR_MASK;
    long bit = (long) registration.aibvo() + vector;
    long indicator = registration.aibv() + bit / Byte.SIZE;
    if (!reachable(storage, indicator)) {
      unreachable(indicator);
      return;
    }
    long summary = registration.aisb() + registration.aisbo() / Byte.SIZE;
    if (!reachable(storage, summary)) {
      boolean unused = IndicatorVector.testAndSet(storage, registration.aibv(), bit);
      unreachable(summary);
      return;
    }
    now.indicators().signal(vector);
  }

  /** Whether {@code storage} holds the word around the byte at {@code address}. */
  static boolean reachable(GuestStorage storage, long address) {
    return storage.contains(address & WORD, Integer.BYTES);
  }

  private void unreachable(long address) {
    guest.events().accept(new ErrorEvent(0, 0, address, Pec.INDICATOR));
  }
}
