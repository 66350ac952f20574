package io.zpci.vfiouser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The header of a vfio-user message, 16 bytes, and the layouts of everything in one: integers have
 * the byte order of the machine, which both ends share. Source: spec passthrough f.1.
 */
public final class Message {
  /** 16 bits, any alignment. */
  public static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  /** 32 bits, any alignment. */
  public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  /** 64 bits, any alignment. */
  public static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  /** Bytes of a header; the payload follows. */
  public static final int HEADER = 16;

  /** Offset of the id, 16 bits: the sender's own, echoed in the reply. */
  public static final int ID = 0;

  /** Offset of the command, 16 bits, echoed in the reply. */
  public static final int COMMAND = 2;

  /** Offset of the size, 32 bits: header and payload. */
  public static final int SIZE = 4;

  /** Offset of the flags, 32 bits. */
  public static final int FLAGS = 8;

  /** Offset of the errno, 32 bits: positive in a reply with {@link #ERROR}, else 0. */
  public static final int ERRNO = 12;

  /** In the flags: the bits of the type. */
  public static final int TYPE = 0xf;

  /** A type: a command. */
  public static final int TYPE_COMMAND = 0;

  /** A type: a reply. */
  public static final int TYPE_REPLY = 1;

  /** In the flags of a command: nobody waits for a reply, and none is sent. */
  public static final int NO_REPLY = 0x10;

  /** In the flags of a reply: the command failed, see {@link #ERRNO}. */
  public static final int ERROR = 0x20;

  /** Bytes that one read or write moves at most, both ways. */
  public static final int MAX_TRANSFER = 1 << 20;

  /** The largest message: a write of {@link #MAX_TRANSFER} bytes. */
  public static final int MAX_SIZE = HEADER + Payload.Region.SIZE + MAX_TRANSFER;

  private Message() {}

  /** The id, 0 to 65535. */
  public static int id(MemorySegment message, long at) {
    return Short.toUnsignedInt(message.get(SHORT, at + ID));
  }

  /** The command's code, 0 to 65535. */
  public static int command(MemorySegment message, long at) {
    return Short.toUnsignedInt(message.get(SHORT, at + COMMAND));
  }

  /** The size, unsigned: whatever the sender says. */
  public static int size(MemorySegment message, long at) {
    return message.get(INT, at + SIZE);
  }

  /** The flags. */
  public static int flags(MemorySegment message, long at) {
    return message.get(INT, at + FLAGS);
  }

  /** The errno. */
  public static int errno(MemorySegment message, long at) {
    return message.get(INT, at + ERRNO);
  }

  /** Whether there can be a message of {@code size}, unsigned. */
  public static boolean isSize(int size) {
    return size >= HEADER && size <= MAX_SIZE;
  }

  /** Writes a header. */
  public static void putHeader(
      MemorySegment message, long at, int id, int command, int size, int flags, int errno) {
    message.set(SHORT, at + ID, (short) id);
    message.set(SHORT, at + COMMAND, (short) command);
    message.set(INT, at + SIZE, size);
    message.set(INT, at + FLAGS, flags);
    message.set(INT, at + ERRNO, errno);
  }
}
