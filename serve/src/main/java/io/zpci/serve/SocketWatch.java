package io.zpci.serve;

import io.zpci.linux.Errno;
import io.zpci.vfiouser.ServerEvents;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Watches one socket: posts what is worth a line, and writes each message to a transcript. */
final class SocketWatch implements ServerEvents {
  private final String name;
  private final EventStream stream;
  private final @Nullable TranscriptWriter transcript;
  private final Tally<String> refused = new Tally<>();

  /**
   * Watches the socket of the function that output calls {@code name}.
   *
   * @param transcript takes every message; null where none is written
   */
  SocketWatch(String name, EventStream stream, @Nullable TranscriptWriter transcript) {
    this.name = name;
    this.stream = stream;
    this.transcript = transcript;
  }

  @Override
  public void connected() {
    refused.clear();
    stream.post(new ServeEvent.Connected(name));
  }

  @Override
  public void disconnected(String why) {
    if (transcript != null) {
      transcript.disconnected(name);
    }
    stream.post(new ServeEvent.Disconnected(name, why));
  }

  @Override
  public void refused(String what, int errno) {
    long times = refused.again(what);
    if (times != 0) {
      stream.post(new ServeEvent.Refused(name, what, errno, Errno.name(errno), times));
    }
  }

  @Override
  public void message(
      boolean fromClient, MemorySegment bytes, long at, int length, int descriptors) {
    if (transcript != null) {
      transcript.message(name, fromClient, bytes, at, length, descriptors);
    }
  }
}
