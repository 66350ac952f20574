package io.zpci.fault;

import io.zpci.function.Msi;
import java.util.ArrayList;
import java.util.List;

/** Messages that are held back, and the accesses of the function by which some of them count. */
final class Held {
  private static final long NEVER = Long.MAX_VALUE;

  private final List<Message> messages = new ArrayList<>();
  private long accesses;

  private record Message(Msi signalled, int vector, long due) {}

  Held() {}

  /** An access begins. */
  void begin() {
    accesses++;
  }

  /** An access has ended. */
  void end() {
    if (!messages.isEmpty()) {
      int _ = release(accesses);
    }
  }

  /** Holds a message until {@code later} more accesses have ended; with 0 until it is released. */
  void hold(Msi signalled, int vector, int later) {
    messages.add(new Message(signalled, vector, later == 0 ? NEVER : accesses + later));
  }

  /** Lets all go, in order; how many that were. */
  int release() {
    return release(NEVER);
  }

  int count() {
    return messages.size();
  }

  private int release(long due) {
    int released = 0;
    int i = 0;
    // What a message causes may be held as well, or end an access: the list is looked at anew.
    while (i < messages.size()) {
      Message message = messages.get(i);
      if (message.due() <= due) {
        Message _ = messages.remove(i);
        message.signalled().signal(message.vector());
        released++;
      } else {
        i++;
      }
    }
    return released;
  }
}
