package io.zpci.vmm;

import io.zpci.function.Msi;
import io.zpci.interrupt.AdapterIndicators;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.interrupt.SummaryTest;
import io.zpci.storage.GuestStorage;
import org.jspecify.annotations.Nullable;

/**
 * KVM's delivery of a vector whose eventfd is an irqfd with an adapter route: the kernel sets the
 * indicators itself ({@code adapter_indicators_set}), by the bit, whatever QEMU's release does.
 * Nothing is routed before interrupts are registered and after they are deregistered; an indicator
 * outside the page of the vector's address is dropped. The function's state does not matter: QEMU
 * is not asked. Source: spec zpci 12.4; spec passthrough e.5.
 *
 * <p>That a route ends with the deregistration is the model's choice: what becomes of a route that
 * QEMU made earlier is unverified. Any thread may signal.
 */
final class AdapterRoute implements Msi {
  private static final int VECTOR_MASK = 0x7ff;
  private static final int PAGE = 4096;

  private final GuestMachine guest;
  private volatile @Nullable Routed routed;

  private record Routed(AdapterIndicators indicators, int vectors) {}

  AdapterRoute(GuestMachine guest) {
    this.guest = guest;
  }

  void register(GuestStorage storage, InterruptRegistration registration) {
    long room = PAGE - (registration.aibv() & (PAGE - 1));
    int vectors = (int) (room * Byte.SIZE - registration.aibvo());
    routed =
        new Routed(
            new AdapterIndicators(
                storage, registration, SummaryTest.BIT, guest.interruption(), guest.events()),
            vectors);
  }

  void deregister() {
    routed = null;
  }

  /** {@inheritDoc} {@code data} is the message's data. */
  @Override
  public void signal(int data) {
    Routed now = routed;
    int vector = data & VECTOR_MASK;
    if (now != null && vector < now.vectors()) {
      now.indicators().signal(vector);
    }
  }
}
