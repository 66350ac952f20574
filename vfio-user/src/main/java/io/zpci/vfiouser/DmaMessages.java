package io.zpci.vfiouser;

import java.lang.foreign.MemorySegment;

/**
 * How a client lays out {@code DMA_READ} and {@code DMA_WRITE}. Source: spec passthrough f.4, g.20.
 */
public enum DmaMessages {
  /**
   * As the protocol has it, libvfio-user and QEMU from 11.1 on: a count of 64 bits, data behind it;
   * the reply echoes both, to a write too.
   */
  PROTOCOL(16, true),

  /**
   * QEMU 10.1 and 10.2: a count of 32 bits and data at once behind it, in messages that are 4 bytes
   * longer than that takes; the reply to a write is a header alone.
   */
  QEMU_10(12, false);

  /** What every such message has at least: header, address, count and its padding. */
  static final int FRONT = Message.HEADER + Payload.Dma.SIZE;

  private final int data;
  private final boolean writeIsEchoed;

  DmaMessages(int data, boolean writeIsEchoed) {
    this.data = data;
    this.writeIsEchoed = writeIsEchoed;
  }

  /** Where the data begin, counted from the start of the message. */
  int data() {
    return Message.HEADER + data;
  }

  /** Whether the reply to a write carries address and count. */
  boolean writeIsEchoed() {
    return writeIsEchoed;
  }

  /** Writes address and count into the message at {@code at}. */
  void putRange(MemorySegment message, long at, long address, int count) {
    message.set(Message.LONG, at + Message.HEADER + Payload.Dma.ADDRESS, address);
    message.set(Message.LONG, at + Message.HEADER + Payload.Dma.COUNT, count);
  }

  /** Whether the message at {@code at} has this address and this count. */
  boolean isRange(MemorySegment message, long at, long address, int count) {
    long counted = at + Message.HEADER + Payload.Dma.COUNT;
    long told =
        this == PROTOCOL
            ? message.get(Message.LONG, counted)
            : Integer.toUnsignedLong(message.get(Message.INT, counted));
    return message.get(Message.LONG, at + Message.HEADER + Payload.Dma.ADDRESS) == address
        && told == count;
  }
}
