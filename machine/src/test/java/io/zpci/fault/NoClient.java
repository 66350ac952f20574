package io.zpci.fault;

import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmEvent;
import java.util.ArrayList;
import java.util.List;

/** A driver's client that counts what it is called for. */
final class NoClient implements IsmClient {
  private final List<Integer> signalled = new ArrayList<>();
  private final List<IsmEvent> events = new ArrayList<>();

  /** The DMBs that were signalled, in order. */
  List<Integer> signalled() {
    return signalled;
  }

  List<IsmEvent> events() {
    return events;
  }

  @Override
  public void handleIrq(int index, int dmbeMask) {
    signalled.add(index);
  }

  @Override
  public void handleEvent(IsmEvent event) {
    events.add(event);
  }
}
