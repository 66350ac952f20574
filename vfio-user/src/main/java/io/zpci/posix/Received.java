package io.zpci.posix;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors that came with a message, in order. Whoever takes one owns it; what nobody takes is
 * closed with this.
 */
public final class Received implements AutoCloseable {
  private final Deque<Descriptor> descriptors = new ArrayDeque<>();

  /** None yet. */
  public Received() {}

  void add(int number) {
    descriptors.add(new Descriptor(number));
  }

  /** How many nobody took yet. */
  public int size() {
    return descriptors.size();
  }

  /** The next one; null where there is none. */
  public @Nullable Descriptor take() {
    return descriptors.poll();
  }

  /** Closes what nobody took. */
  @Override
  public void close() {
    for (Descriptor next = take(); next != null; next = take()) {
      next.close();
    }
  }
}
