package io.zpci.vfiouser;

import java.lang.foreign.MemorySegment;

/**
 * Told what happens on a server's socket, on the thread on which it happens. What it does takes
 * time from the client.
 */
public interface ServerEvents {
  /** Nobody listens. */
  ServerEvents NONE = new ServerEvents() {};

  /** A client came. */
  default void connected() {}

  /**
   * The client is gone.
   *
   * @param why one line: it closed the connection, or what it did that ended it
   */
  default void disconnected(String why) {}

  /** A request was answered with {@code errno}, positive; {@code what} is one line. */
  default void refused(String what, int errno) {}

  /**
   * A message, as it stands on the wire.
   *
   * @param fromClient whether the client sent it
   * @param descriptors how many file descriptors came along
   */
  default void message(
      boolean fromClient, MemorySegment bytes, long at, int length, int descriptors) {}
}
