package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.posix.PosixException;
import io.zpci.posix.TransferBuffer;
import io.zpci.posix.UnixSocket;

/** What goes to a client: each message by one call where the socket has room. Any thread. */
final class MessageSender {
  private final UnixSocket socket;
  private final ServerEvents events;
  private final boolean listened;

  MessageSender(UnixSocket socket, ServerEvents events) {
    this.socket = socket;
    this.events = events;
    this.listened = !events.equals(ServerEvents.NONE);
  }

  /** Sends a message; {@link PosixException} EAGAIN where the client does not read it in time. */
  void send(TransferBuffer message, long at, int size) throws PosixException {
    if (listened) {
      events.message(false, message.bytes(), at, size, 0);
    }
    socket.send(message, at, size);
  }

  /** One line for a failure of {@link #send}. */
  static String why(PosixException failure) {
    return switch (failure.errno()) {
      case Errno.EAGAIN -> "it does not read what is sent to it";
      case Errno.EPIPE, Errno.ECONNRESET -> "it closed the connection";
      default -> failure.toString();
    };
  }
}
