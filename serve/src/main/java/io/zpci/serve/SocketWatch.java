package io.zpci.serve;

import io.zpci.linux.Errno;
import io.zpci.vfiouser.ServerEvents;
import java.lang.foreign.MemorySegment;

/** Watches one socket: posts what is worth a line, and passes everything on. */
final class SocketWatch implements ServerEvents {
  private final String name;
  private final EventStream stream;
  private final ServerEvents next;
  private final Tally<String> refused = new Tally<>();

  /**
   * Watches the socket of the function that output calls {@code name}.
   *
   * @param next is told everything, too
   */
  SocketWatch(String name, EventStream stream, ServerEvents next) {
    this.name = name;
    this.stream = stream;
    this.next = next;
  }

  @Override
  public void connected() {
    refused.clear();
    stream.post(new ServeEvent.Connected(name));
    next.connected();
  }

  @Override
  public void disconnected(String why) {
    next.disconnected(why);
    stream.post(new ServeEvent.Disconnected(name, why));
  }

  @Override
  public void refused(String what, int errno) {
    next.refused(what, errno);
    long times = refused.again(what);
    if (times != 0) {
      stream.post(new ServeEvent.Refused(name, what, errno, Errno.name(errno), times));
    }
  }

  @Override
  public void message(
      boolean fromClient, MemorySegment bytes, long at, int length, int descriptors) {
    next.message(fromClient, bytes, at, length, descriptors);
  }
}
