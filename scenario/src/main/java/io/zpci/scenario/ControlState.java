package io.zpci.scenario;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Rule;
import io.zpci.machine.GuestFunction;
import io.zpci.machine.Passthrough;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * What the steps of the control plane keep from one to the next: error events that nobody has taken
 * up, handlers that ran, tables written by hand.
 */
final class ControlState {
  private final List<ErrorEvent> events = new ArrayList<>();
  private final List<String> handled = new ArrayList<>();
  private final IdentityHashMap<GuestFunction, IoTablesByHand> tables = new IdentityHashMap<>();
  private final IdentityHashMap<GuestFunction, ErrorCallbacks> drivers = new IdentityHashMap<>();

  private ControlState(ScenarioMachine machine) {}

  /** That of {@code machine}. */
  static ControlState of(ScenarioMachine machine) {
    return machine.part(ControlState.class, ControlState::new);
  }

  /** The error events that guests were told and no step has taken up, oldest first. */
  List<ErrorEvent> events() {
    return events;
  }

  /** A driver's handler ran: {@code a 0}. */
  void handled(String vector) {
    handled.add(vector);
  }

  /** The handlers that ran since the last call. */
  List<String> takeHandled() {
    List<String> taken = List.copyOf(handled);
    handled.clear();
    return taken;
  }

  /** The tables of {@code guest}. */
  IoTablesByHand tables(GuestFunction guest) {
    return tables.computeIfAbsent(guest, IoTablesByHand::new);
  }

  /** The driver of {@code guest}'s function, as far as errors go. */
  ErrorCallbacks driver(GuestFunction guest) {
    return drivers.computeIfAbsent(guest, _ -> new ErrorCallbacks());
  }

  /** The guest was reset: what its kernel had is gone. */
  void guestReset() {
    events.clear();
    handled.clear();
    tables.clear();
    drivers.clear();
  }

  /** Shows what every step of the control plane shows. */
  void tell(ScenarioMachine machine, Passthrough passthrough, Seen seen) {
    if (passthrough.hasKernel()) {
      events.addAll(passthrough.guestFunction().takeEvents());
    }
    seen.fact("rules", machine.trace().rules().stream().map(Rule::id).toList());
    seen.fact("events", events.stream().map(GuestStep::event).toList());
  }
}
