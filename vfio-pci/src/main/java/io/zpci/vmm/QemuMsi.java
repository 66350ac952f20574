package io.zpci.vmm;

import io.zpci.arch.FunctionState;
import io.zpci.function.Msi;
import io.zpci.interrupt.AdapterIndicators;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.interrupt.SummaryTest;
import io.zpci.storage.GuestStorage;
import java.util.function.Supplier;

/**
 * A message that QEMU itself delivers ({@code s390_msi_ctrl_write}): of an emulated function, or of
 * a vfio device where there is no KVM. Only an enabled function's counts; the low 11 bits of its
 * data are the vector. Whether interrupts are registered is not looked at: where they are not, all
 * addresses are 0, and bit and summary are set from absolute address 0 on, for subclass 0 (Q-12,
 * executed on 11.1.2; older releases by their source). Source: spec zpci 12.4; spec passthrough e.5.
 *
 * <p>Any thread may signal.
 */
public final class QemuMsi implements Msi {
  private final Supplier<FunctionState> state;
  private final GuestMachine guest;
  private final SummaryTest test;
  private volatile AdapterIndicators indicators;

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
    this.indicators = indicators(guest.storage(), InterruptRegistration.NONE);
  }

  /** From now on messages go by {@code registration}, whose addresses are those of {@code in}. */
  public void register(GuestStorage in, InterruptRegistration registration) {
    indicators = indicators(in, registration);
  }

  /** From now on nothing is registered. */
  public void deregister() {
    indicators = indicators(guest.storage(), InterruptRegistration.NONE);
  }

  /** {@inheritDoc} {@code data} is the message's data. */
  @Override
  public void signal(int data) {
    if (state.get() == FunctionState.ENABLED) {
      indicators.signal(data);
    }
  }

  private AdapterIndicators indicators(GuestStorage in, InterruptRegistration registration) {
    return new AdapterIndicators(in, registration, test, guest.interruption(), guest.events());
  }
}
