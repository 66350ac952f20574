package io.zpci.vfiouser;

import io.zpci.posix.TransferBuffer;
import java.lang.foreign.MemorySegment;

/** The memory of a server, which its connections use one after the other. */
final class ServerBuffers implements AutoCloseable {
  private final TransferBuffer in = new TransferBuffer(MessageStream.CAPACITY);
  private final TransferBuffer out = new TransferBuffer(Message.MAX_SIZE);
  private final TransferBuffer asked = new TransferBuffer(ConnectionDma.MAX_MESSAGE);
  private final TransferBuffer answered = new TransferBuffer(ConnectionDma.MAX_MESSAGE);

  ServerBuffers() {}

  /** What comes from the client. */
  TransferBuffer in() {
    return in;
  }

  /** Replies to it. */
  TransferBuffer out() {
    return out;
  }

  /** Requests to it. */
  TransferBuffer asked() {
    return asked;
  }

  /** What it replies to those. */
  MemorySegment answered() {
    return answered.bytes();
  }

  @Override
  public void close() {
    in.close();
    out.close();
    asked.close();
    answered.close();
  }
}
