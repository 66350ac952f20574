package io.zpci.vmm;

import io.zpci.arch.ErrorEvent;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingInterruption;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The guest around a function, as its QEMU sees it.
 *
 * @param storage the guest's storage, from absolute address 0 on
 * @param origin what QEMU adds to a guest's address when it maps the page in vfio: the address of
 *     the guest's absolute 0 in the host's storage
 * @param interruption where the guest's CPUs take interruptions
 * @param events told of each error event, in order: what the guest fetches after its channel report
 * @param forwarding what makes an interpreted function's interrupts go straight to the guest; null
 *     where the function is intercepted
 */
public record GuestMachine(
    GuestStorage storage,
    long origin,
    AdapterInterruption interruption,
    Consumer<ErrorEvent> events,
    @Nullable Forwarding forwarding) {
  private static final long LOWCORE = 8192;

  /** The guest around an intercepted function. */
  public GuestMachine(
      GuestStorage storage,
      long origin,
      AdapterInterruption interruption,
      Consumer<ErrorEvent> events) {
    this(storage, origin, interruption, events, null);
  }

  /** A guest of its own with no CPU: who looks at loads, stores and CLP only needs no more. */
  public static GuestMachine withoutCpu() {
    return new GuestMachine(
        GuestStorage.allocate(Arena.ofAuto(), 0, LOWCORE),
        0,
        new FloatingInterruption(true, () -> {}),
        _ -> {});
  }

  /** Whether the machine interprets the function's loads and stores. */
  public boolean interpreted() {
    return forwarding != null;
  }
}
