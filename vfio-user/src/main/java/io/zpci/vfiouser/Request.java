package io.zpci.vfiouser;

import io.zpci.posix.Descriptor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/** The command that a connection is about to answer: where it stands, and what came along. */
final class Request {
  private final MemorySegment bytes;
  private final Deque<Descriptor> descriptors = new ArrayDeque<>();
  private long at;
  private int size;
  private String reason = "";
  private boolean last;

  /** None yet; they will stand in {@code bytes}. */
  Request(MemorySegment bytes) {
    this.bytes = bytes;
  }

  /** From now on it is the one at {@code newAt}, of {@code newSize} bytes. */
  void load(long newAt, int newSize) {
    at = newAt;
    size = newSize;
    reason = "";
    last = false;
  }

  MemorySegment bytes() {
    return bytes;
  }

  /** Where the payload begins. */
  long payload() {
    return at + Message.HEADER;
  }

  /** Bytes of the payload. */
  int length() {
    return size - Message.HEADER;
  }

  int id() {
    return Message.id(bytes, at);
  }

  int command() {
    return Message.command(bytes, at);
  }

  int flags() {
    return Message.flags(bytes, at);
  }

  /** What the header says of the size, which may be no size at all. */
  int toldSize() {
    return Message.size(bytes, at);
  }

  /** 32 bits of the payload. */
  int getInt(int offset) {
    return bytes.get(Message.INT, payload() + offset);
  }

  /** 64 bits of the payload. */
  long getLong(int offset) {
    return bytes.get(Message.LONG, payload() + offset);
  }

  /**
   * Whether payload and {@code argsz}, its first 32 bits, have at least {@code least} bytes each.
   */
  boolean holds(int least) {
    return length() >= least && Integer.compareUnsigned(getInt(0), least) >= 0;
  }

  /** Descriptors that came along and that nobody took. */
  Deque<Descriptor> descriptors() {
    return descriptors;
  }

  /** Closes what nobody took. */
  void closeDescriptors() {
    for (Descriptor next = descriptors.poll(); next != null; next = descriptors.poll()) {
      next.close();
    }
  }

  /** A refusal with {@code errno}, positive; the answer that stands for it. */
  int refuse(int errno, String why) {
    reason = why;
    return -errno;
  }

  /** A refusal after which the connection ends. */
  int refuseAndEnd(int errno, String why) {
    last = true;
    return refuse(errno, why);
  }

  /** Why it was refused. */
  String reason() {
    return reason;
  }

  /** Whether the connection ends with it. */
  boolean isLast() {
    return last;
  }

  @Override
  public String toString() {
    VfioUserCommand command = VfioUserCommand.of(command());
    return (command == null ? "command " + command() : command.name()) + ", id " + id();
  }
}
