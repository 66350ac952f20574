package io.zpci.vfiouser;

import io.zpci.posix.PosixException;
import io.zpci.posix.TransferBuffer;
import java.lang.foreign.MemorySegment;

/**
 * The memory of a connection's client, by messages to it. Any thread; one access after the other. A
 * client that does not answer in time, or answers what was not asked, ends its connection, and
 * every later access fails at once.
 */
final class ConnectionDma implements MessageDma {
  /** Data in one message at most, whatever the client takes. */
  static final int MAX_CHUNK = 64 << 10;

  /** Bytes of the largest message here, and of its reply. */
  static final int MAX_MESSAGE = DmaMessages.FRONT + MAX_CHUNK;

  private final MessageStream stream;
  private final MessageSender sender;
  private final TransferBuffer request;
  private final MemorySegment reply;
  private final ServerSettings settings;
  private int chunk = MAX_CHUNK;
  private int lastId;
  private long deadline;
  private boolean finished;

  /**
   * Asks by {@code sender}.
   *
   * @param request of {@link #MAX_MESSAGE} bytes, this one's alone
   * @param reply where {@code stream} leaves a reply
   */
  ConnectionDma(
      MessageStream stream,
      MessageSender sender,
      TransferBuffer request,
      MemorySegment reply,
      ServerSettings settings) {
    this.stream = stream;
    this.sender = sender;
    this.request = request;
    this.reply = reply;
    this.settings = settings;
  }

  /** The client takes so many bytes of data in a message. */
  synchronized void take(int transfer) {
    chunk = Math.min(transfer, MAX_CHUNK);
  }

  /**
   * Every later access fails. When this returns nobody uses the buffers; the stream has to have
   * ended before, or it waits for whoever does.
   */
  synchronized void finish() {
    finished = true;
  }

  @Override
  public synchronized boolean read(long address, MemorySegment target, long at, int length) {
    limit();
    for (int done = 0; done < length; ) {
      if (finished) {
        return false;
      }
      int piece = Math.min(chunk, length - done);
      int expected = DmaMessages.FRONT + piece;
      if (!exchange(
          VfioUserCommand.DMA_READ, address + done, piece, DmaMessages.FRONT, expected, true)) {
        return false;
      }
      MemorySegment.copy(reply, settings.dma().data(), target, at + done, piece);
      done += piece;
    }
    return true;
  }

  @Override
  public synchronized boolean write(long address, MemorySegment source, long at, int length) {
    limit();
    boolean echoed = settings.dma().writeIsEchoed();
    for (int done = 0; done < length; ) {
      if (finished) {
        return false;
      }
      int piece = Math.min(chunk, length - done);
      int expected = echoed ? DmaMessages.FRONT : Message.HEADER;
      settings.dma().putRange(request.bytes(), 0, address + done, piece);
      MemorySegment.copy(source, at + done, request.bytes(), settings.dma().data(), piece);
      if (!exchange(
          VfioUserCommand.DMA_WRITE,
          address + done,
          piece,
          DmaMessages.FRONT + piece,
          expected,
          echoed)) {
        return false;
      }
      done += piece;
    }
    return true;
  }

  /** An access of several messages has no more time than one of one. */
  private void limit() {
    deadline = System.nanoTime() + settings.dmaMillis() * 1_000_000L;
  }

  /** One message and its reply, of {@code expected} bytes; false where the client refuses. */
  private boolean exchange(
      VfioUserCommand command, long address, int count, int size, int expected, boolean echoed) {
    MemorySegment bytes = request.bytes();
    lastId = (lastId + 1) & 0xffff;
    int id = lastId;
    Message.putHeader(bytes, 0, id, command.code(), size, Message.TYPE_COMMAND, 0);
    if (command == VfioUserCommand.DMA_READ) {
      settings.dma().putRange(bytes, 0, address, count);
    }
    if (!stream.expect(id)) {
      return false;
    }
    try {
      sender.send(request, 0, size);
    } catch (PosixException e) {
      stream.end(MessageSender.why(e));
      return false;
    }
    int got = stream.reply(deadline);
    if (got == 0) {
      return false;
    }
    if (Message.command(reply, 0) == command.code()
        && (Message.flags(reply, 0) & Message.ERROR) != 0) {
      return false;
    }
    boolean fits =
        Message.command(reply, 0) == command.code()
            && got == expected
            && (!echoed || settings.dma().isRange(reply, 0, address, count));
    if (!fits) {
      stream.end("its reply to " + command + " is none to what was asked");
    }
    return fits;
  }
}
