package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * {@code VERSION}: the first message, and only that. The answer is version 0.0 whatever minor
 * version the client has, and short: QEMU cannot take a reply longer than its own request, 214
 * bytes. Source: spec passthrough f.3.
 */
final class Negotiation {
  /** What this server says of itself; more descriptors than QEMU's 16 it would not take. */
  static final Capabilities OWN =
      new Capabilities(16, Message.MAX_TRANSFER, 65_535, 4096, true, false);

  private static final int MAJOR = 0;

  private final int least;
  private @Nullable Capabilities client;

  /** A reply of at least {@code least} bytes, its header among them. */
  Negotiation(int least) {
    this.least = least;
  }

  /** What the client said of itself; null before it has. */
  @Nullable Capabilities client() {
    return client;
  }

  /** Answers the bytes of the reply's payload, or a negative errno. */
  int negotiate(Request request, MemorySegment reply, long at) {
    if (client != null) {
      return request.refuseAndEnd(Errno.EINVAL, "the version is negotiated already");
    }
    int text = request.length() - Payload.Version.SIZE;
    if (text < 0 || text > Capabilities.MAX_TEXT) {
      return request.refuseAndEnd(Errno.EINVAL, "a version and a text were expected");
    }
    int major = request.bytes().get(Message.SHORT, request.payload() + Payload.Version.MAJOR);
    if (major != MAJOR) {
      return request.refuseAndEnd(Errno.EINVAL, "major version 0 was expected");
    }
    Capabilities said;
    try {
      said = text == 0 ? Capabilities.DEFAULT : Capabilities.parse(text(request, text));
    } catch (ProtocolException e) {
      return request.refuseAndEnd(Errno.EINVAL, String.valueOf(e.getMessage()));
    }
    client = said;
    byte[] json = OWN.withWholeBlocks(said.wholeBlocks()).json();
    reply.set(Message.SHORT, at + Payload.Version.MAJOR, (short) MAJOR);
    reply.set(Message.SHORT, at + Payload.Version.MINOR, (short) 0);
    long to = at + Payload.Version.SIZE;
    MemorySegment.copy(json, 0, reply, ValueLayout.JAVA_BYTE, to, json.length);
    int length = Math.max(json.length, least - Message.HEADER - Payload.Version.SIZE - 1);
    reply.asSlice(to + json.length, length - json.length).fill((byte) ' ');
    reply.set(ValueLayout.JAVA_BYTE, to + length, (byte) 0);
    return Payload.Version.SIZE + length + 1;
  }

  /** The text without the NUL at its end. */
  private static byte[] text(Request request, int length) throws ProtocolException {
    long from = request.payload() + Payload.Version.SIZE;
    if (request.bytes().get(ValueLayout.JAVA_BYTE, from + length - 1) != 0) {
      throw new ProtocolException("the text does not end with a NUL");
    }
    return request.bytes().asSlice(from, length - 1L).toArray(ValueLayout.JAVA_BYTE);
  }
}
