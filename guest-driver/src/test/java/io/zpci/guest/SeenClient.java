package io.zpci.guest;

import java.util.ArrayList;
import java.util.List;

/** A client that remembers what it was called for. */
final class SeenClient implements IsmClient {
  final List<String> calls = new ArrayList<>();
  Runnable next = () -> {};
  Runnable atEvent = () -> {};

  @Override
  public void handleIrq(int index, int dmbeMask) {
    calls.add("%d %04x".formatted(index, dmbeMask));
    Runnable now = next;
    next = () -> {};
    now.run();
  }

  @Override
  public void handleEvent(IsmEvent event) {
    calls.add("event %d".formatted(event.info()));
    atEvent.run();
  }
}
