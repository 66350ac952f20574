package io.zpci.guest;

import io.zpci.storage.GuestStorage;

/**
 * The CDC message of SMC-D, which stands in the first 32 bytes of a DMB element: where its writer
 * produced to and consumed to. Big-endian. Source: spec ism 10.2.
 *
 * <p>A receiver reads the doublewords at {@link #PRODUCER} and {@link #CONSUMER}; each is a cursor
 * with two bytes of flags behind it. Of the producer's doubleword the flags are neither filled nor
 * read.
 */
final class SmcCdcMessage {
  /** Bytes of the message. */
  static final int LENGTH = 32;

  /** Offset of the producer's cursor, which counts in the receiver's ring. */
  static final int PRODUCER = 8;

  /** Offset of the consumer's cursor, which counts in the writer's ring, and of all flags. */
  static final int CONSUMER = 16;

  /** Producer flag: the writer has more than the receiver's ring takes. */
  static final int WRITE_BLOCKED = 0x80;

  /** Producer flag: the receiver is to answer with its consumer cursor. Linux never sets it. */
  static final int UPDATE_REQUESTED = 0x10;

  /** Connection state flag: the writer will produce no more. */
  static final int DONE_WRITING = 0x80;

  /** Connection state flag: the writer has closed. */
  static final int CLOSED = 0x40;

  /** Connection state flag: the writer gave the connection up. */
  static final int ABORTED = 0x20;

  private static final long TYPE = 0xfeL << 56;

  private SmcCdcMessage() {}

  /** Stores a message at {@code address}, which is a multiple of 8. */
  static void store(
      GuestStorage storage,
      long address,
      long producer,
      long consumer,
      int producerFlags,
      int stateFlags) {
    storage.putLong(address, TYPE);
    storage.putLong(address + PRODUCER, producer << 16);
    storage.putLong(address + CONSUMER, consumer << 16 | producerFlags << 8 | stateFlags);
    storage.putLong(address + CONSUMER + 8, 0);
  }

  /** The cursor in a doubleword. */
  static long cursor(long doubleword) {
    return doubleword >>> 16;
  }

  /** The producer flags in the consumer's doubleword. */
  static int producerFlags(long doubleword) {
    return (int) doubleword >>> 8 & 0xff;
  }

  /** The connection state flags in the consumer's doubleword. */
  static int stateFlags(long doubleword) {
    return (int) doubleword & 0xff;
  }
}
