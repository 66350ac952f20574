package io.zpci.fault;

import java.util.ArrayList;
import java.util.List;

/** The faults at one port, in the order in which they were set. */
class Site<C, E extends Effect> {
  private enum Door {
    /** The passthrough is not opened yet. */
    NEW,
    /** Somebody stands there. */
    WATCHED,
    /** Nobody stands there. */
    OPEN
  }

  private final Port port;
  private final List<Placed<C, E>> placed = new ArrayList<>();
  private Door door = Door.NEW;
  private boolean needed;

  Site(Port port) {
    this.port = port;
  }

  Port port() {
    return port;
  }

  List<Placed<C, E>> placed() {
    return placed;
  }

  /** A fault of this port, or of one that depends on this port, is about to be set. */
  void need() {
    if (door == Door.OPEN) {
      throw new IllegalStateException(
          "fault at %s: the passthrough was opened with nothing there; set it before, or open with standing()"
              .formatted(port.word()));
    }
    needed = true;
  }

  /** The passthrough is opened: whether anybody has to stand here. */
  boolean watched() {
    door = needed ? Door.WATCHED : Door.OPEN;
    return needed;
  }
}
