package io.zpci.guest;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;

/**
 * The receiving half of a connection: the ring behind the CDC message in the own DMB. Source: spec
 * ism 10.1 to 10.3. Nothing here allocates.
 */
final class SmcReceiver {
  /**
   * Half of {@code SOCK_MIN_SNDBUF}, which is two times 2048 bytes of data and a socket buffer's
   * head: 256 bytes on s390, whose cache lines have 256. No recording shows the value: those of two
   * guests fit any below 15,948.
   */
  static final int HALF_MIN_SNDBUF = 2048 + 256;

  private final GuestStorage storage;
  private final long dmb;
  private final int size;
  private final int updateLimit;
  private int readable;
  private long consumer;
  private long confirmed;
  private long producer;
  private long peerConsumer;
  private int producerFlags;
  private int stateFlags;

  /** The receiver of the DMB element at {@code dmb}, {@code length} bytes with its message. */
  SmcReceiver(GuestStorage storage, long dmb, int length) {
    this.storage = storage;
    this.dmb = dmb;
    this.size = length - SmcCdcMessage.LENGTH;
    this.updateLimit = Math.max(size / 10, HALF_MIN_SNDBUF);
  }

  /** Bytes that arrived and were not taken. */
  int readable() {
    return readable;
  }

  /** What was taken, as a cursor. */
  long consumer() {
    return consumer;
  }

  /** What the peer says it took. */
  long peerConsumer() {
    return peerConsumer;
  }

  /** Whether the peer's message has a connection state flag of {@code flags}. */
  boolean has(int flags) {
    return (stateFlags & flags) != 0;
  }

  /** Whether the peer asks for the consumer cursor. */
  boolean updateRequested() {
    return (producerFlags & SmcCdcMessage.UPDATE_REQUESTED) != 0;
  }

  /**
   * Reads the peer's message as it stands: two loads of 8 bytes. What a torn message makes of its
   * cursors cannot make more readable than the ring has, where the kernel would read past it.
   *
   * @param peerSize the peer's ring
   * @return bytes that the peer took since the last look
   */
  int look(int peerSize) {
    long first = storage.getLong(dmb + SmcCdcMessage.PRODUCER);
    long second = storage.getLong(dmb + SmcCdcMessage.CONSUMER);
    long newProducer = SmcCdcMessage.cursor(first);
    long newConsumer = SmcCdcMessage.cursor(second);
    int taken = SmcCursor.difference(peerSize, peerConsumer, newConsumer);
    int arrived = SmcCursor.difference(size, producer, newProducer);
    readable += Math.min(arrived, size - readable);
    producer = newProducer;
    peerConsumer = newConsumer;
    producerFlags = SmcCdcMessage.producerFlags(second);
    stateFlags = SmcCdcMessage.stateFlags(second);
    return taken;
  }

  /** Takes {@code length} bytes, at most {@link #readable}, to {@code address}. */
  void take(long address, int length) {
    int at = SmcCursor.count(consumer);
    int first = Math.min(length, size - at);
    long ring = dmb + SmcCdcMessage.LENGTH;
    copy(ring + at, address, first);
    copy(ring, address + first, length - first);
    readable -= length;
    consumer = SmcCursor.add(size, consumer, length);
  }

  /**
   * Whether the peer is to be told at once what was taken: it asked, or it is more than a tenth of
   * the ring (and {@link #HALF_MIN_SNDBUF}) and the peer is blocked or has at most half of the ring
   * free, as far as it knows.
   */
  boolean updateDue() {
    if (updateRequested()) {
      return true;
    }
    int unconfirmed = SmcCursor.difference(size, confirmed, consumer);
    return unconfirmed > updateLimit
        && (free() <= size / 2 || (producerFlags & SmcCdcMessage.WRITE_BLOCKED) != 0);
  }

  /** What the peer believes is free. */
  private int free() {
    return size - Math.min(size, SmcCursor.difference(size, confirmed, producer));
  }

  /** The peer was told {@link #consumer}. */
  void confirm() {
    confirmed = consumer;
    producerFlags &= ~SmcCdcMessage.UPDATE_REQUESTED;
  }

  /** A blocked peer counts as such only while something is readable. */
  void forgetBlocked() {
    if (readable == 0) {
      producerFlags &= ~SmcCdcMessage.WRITE_BLOCKED;
    }
  }

  private void copy(long from, long to, int length) {
    MemorySegment bytes = storage.segment();
    MemorySegment.copy(bytes, storage.offset(from), bytes, storage.offset(to), length);
  }
}
