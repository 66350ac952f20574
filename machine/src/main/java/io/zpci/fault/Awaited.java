package io.zpci.fault;

/** An event that a fault waits for, and how often it has been seen. */
final class Awaited {
  private final Event event;
  private int seen;

  Awaited(Event event) {
    this.event = event;
  }

  Event event() {
    return event;
  }

  int seen() {
    return seen;
  }

  boolean happened() {
    return seen >= event.count();
  }

  /** {@code access} crosses the event's port. */
  void sees(PortAccess access) {
    if (!happened() && event.what().test(access)) {
      seen++;
    }
  }
}
