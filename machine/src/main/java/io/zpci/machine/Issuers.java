package io.zpci.machine;

import io.zpci.interrupt.FloatingInterruption;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Guest;
import io.zpci.route.Path;
import io.zpci.route.ProcessRoute;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;

/** Puts an issuer on top of a route. */
final class Issuers {
  private Issuers() {}

  /**
   * A process where the route has no guest, else a guest; its operands stand in {@code storage}.
   */
  static Issuer of(
      Route route, Below below, GuestStorage storage, Facts facts, Stack stack, Tap tap) {
    if (route instanceof ProcessRoute process) {
      return new ProcessIssuer(process.open(below, facts), storage, tap);
    }
    Guest guest = new Guest(storage, 0, new FloatingInterruption(true, () -> {}));
    Path path = route.connect(below, guest, facts);
    return new GuestIssuer(
        path, storage, facts.function(), stack.guest(), stack.nullMappingSucceeds(), tap);
  }
}
