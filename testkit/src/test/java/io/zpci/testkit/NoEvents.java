package io.zpci.testkit;

import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmEvent;

/** A client whom nobody has anything to tell. */
final class NoEvents implements IsmClient {
  @Override
  public void handleIrq(int index, int dmbeMask) {
    throw new AssertionError("interrupt for DMB " + index);
  }

  @Override
  public void handleEvent(IsmEvent event) {
    throw new AssertionError(event.toString());
  }
}
