package io.zpci.serve;

/** Told what happens in a session, one event after the other, on a thread of the session's own. */
@FunctionalInterface
public interface ServeListener {
  /**
   * Something happened.
   *
   * @param nanos nanoseconds since the session began
   */
  void happened(long nanos, ServeEvent event);
}
