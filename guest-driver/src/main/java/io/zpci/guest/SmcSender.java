package io.zpci.guest;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;

/**
 * The sending half of a connection: a ring of its own that the writer fills, and the moves that
 * carry it into the ring of the peer's DMB. Source: spec ism 10.1 to 10.3.
 *
 * <p>The rings differ in size, so what is sent at once can wrap in either: up to two pieces by the
 * destination's wrap, each in up to two by the source's. Nothing here allocates.
 */
final class SmcSender {
  private final IsmDriver driver;
  private final GuestStorage storage;
  private final long ring;
  private final int size;
  private final long message;
  private long peerToken;
  private int peerElement;
  private int peerOffset;
  private int peerSize;
  private int peerSpace;
  private int space;
  private long prepared;
  private long sent;
  private long producer;
  private int producerFlags;
  private int stateFlags;

  /**
   * A sender with an empty ring.
   *
   * @param ring the send buffer's address
   * @param size its bytes
   * @param message where CDC messages are built: 32 bytes, a multiple of 8
   */
  SmcSender(IsmDriver driver, GuestStorage storage, long ring, int size, long message) {
    this.driver = driver;
    this.storage = storage;
    this.ring = ring;
    this.size = size;
    this.message = message;
    this.space = size;
  }

  /** The peer's DMB is known: its ring is empty. */
  void connected(ClcFacts peer) {
    peerToken = peer.token();
    peerElement = peer.element();
    peerOffset = peer.length() * peer.element();
    peerSize = peer.ringLength();
    peerSpace = peerSize;
  }

  /** Free bytes of the send buffer. */
  int space() {
    return space;
  }

  /** Bytes that may still be written into the peer's ring. */
  int peerSpace() {
    return peerSpace;
  }

  /** Bytes of the peer's ring. */
  int peerSize() {
    return peerSize;
  }

  /** Bytes in the send buffer that were not moved yet. */
  int unsent() {
    return SmcCursor.difference(size, sent, prepared);
  }

  /** Whether a connection state flag was raised. */
  boolean raised(int flag) {
    return (stateFlags & flag) != 0;
  }

  /** Raises a connection state flag: every further message carries it. */
  void raise(int flag) {
    stateFlags |= flag;
  }

  /**
   * The peer consumed {@code length} bytes more. What a torn message makes of its cursor cannot
   * free more than the ring has, where the kernel would believe it.
   */
  void consumed(int length) {
    peerSpace += Math.min(length, peerSize - peerSpace);
  }

  /** Copies {@code length} bytes, at most {@link #space}, from {@code address} into the ring. */
  void fill(long address, int length) {
    int at = SmcCursor.count(prepared);
    int first = Math.min(length, size - at);
    copy(address, ring + at, first);
    copy(address + first, ring, length - first);
    prepared = SmcCursor.add(size, prepared, length);
    space -= length;
  }

  /**
   * Moves as much as there is and the peer has room for, without a signal, and notes whether that
   * fills the peer's ring.
   *
   * @param peerConsumer what the peer said it consumed
   * @return 0, or the failure of a move: then the cursors stay, and the connection is marked
   *     aborted
   */
  int transmit(long peerConsumer) {
    int toSend = unsent();
    int length = Math.min(toSend, peerSpace);
    producerFlags = toSend >= peerSpace ? SmcCdcMessage.WRITE_BLOCKED : 0;
    int to = SmcCursor.count(producer);
    int from = SmcCursor.count(sent);
    boolean unwrapped = SmcCursor.wrap(producer) == SmcCursor.wrap(peerConsumer);
    int first = unwrapped ? Math.min(peerSize - to, length) : length;
    int error = moveBySource(to, from, first);
    if (error == 0 && first < length) {
      error = moveBySource(0, (from + first) % size, length - first);
    }
    if (error == 0) {
      producer = SmcCursor.add(peerSize, producer, length);
      peerSpace -= length;
      sent = SmcCursor.add(size, sent, length);
    }
    return error;
  }

  /** One stretch of the peer's ring, from one or two of this one. */
  private int moveBySource(int to, int from, int length) {
    int first = Math.min(length, size - from);
    int error = move(to, from, first);
    return error != 0 || first == length ? error : move(to + first, 0, length - first);
  }

  private int move(int to, int from, int length) {
    return write(false, SmcCdcMessage.LENGTH + to, ring + from, length);
  }

  /**
   * Sends a CDC message; what was moved before it leaves the send buffer.
   *
   * @param consumer what was consumed here
   * @return 0, or the failure of the move: then the connection is marked aborted
   */
  int sendMessage(long consumer) {
    SmcCdcMessage.store(storage, message, producer, consumer, producerFlags, stateFlags);
    int error = write(true, 0, message, SmcCdcMessage.LENGTH);
    if (error == 0) {
      space = size - unsent();
    }
    return error;
  }

  private int write(boolean signal, int offset, long address, int length) {
    int error =
        driver.moveData(peerToken, peerElement, signal, peerOffset + offset, address, length);
    if (error != 0) {
      raise(SmcCdcMessage.ABORTED);
    }
    return error;
  }

  private void copy(long from, long to, int length) {
    MemorySegment bytes = storage.segment();
    MemorySegment.copy(bytes, storage.offset(from), bytes, storage.offset(to), length);
  }
}
