package io.zpci.route;

import io.zpci.arch.ErrorEvent;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.storage.GuestStorage;
import java.util.function.Consumer;

/**
 * The guest's side of a route.
 *
 * @param storage the guest's storage
 * @param origin the host's storage address of the guest's absolute address 0: a guest's storage is
 *     a piece of its host's
 * @param interruption where the guest's CPUs take interruptions, for a route whose VMM makes them
 * @param events told of each error event, for a route whose VMM makes them
 */
public record Guest(
    GuestStorage storage,
    long origin,
    AdapterInterruption interruption,
    Consumer<ErrorEvent> events) {

  /** A guest that nobody tells of error events. */
  public Guest(GuestStorage storage, long origin, AdapterInterruption interruption) {
    this(storage, origin, interruption, _ -> {});
  }
}
