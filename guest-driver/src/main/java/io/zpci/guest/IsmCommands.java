package io.zpci.guest;

import io.zpci.arch.Register;
import io.zpci.linux.Errno;
import io.zpci.linux.Pages;
import io.zpci.storage.GuestStorage;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands ({@code ism_cmd}) and holds the memory that they are made in. A command is taken
 * with {@link #begin}, filled, executed, read and given back with {@link #end}; several CPUs may
 * each have one. Where the version has a lock it lets one sequence at a time through; without it
 * the sequences of two CPUs mix. Source: spec ism 2.5, 3.
 */
final class IsmCommands {
  /** What the driver puts into its copy of the return code before it loads the response. */
  static final int ERROR = 0xffff;

  private static final int COMMAND_SPACE = 2;
  private static final int HEADER = 8;
  private static final int RET = 4;
  private static final int LENGTH = 6;

  /** The largest union, and a multiple of every union's alignment. */
  private static final int BUFFER = 256;

  /** No memory was taken; 0 is an address like any other. */
  private static final long NONE = -1;

  private static final int ALL_FREE = (1 << (Pages.PAGE / BUFFER)) - 1;

  private final PciDev dev;
  private final GuestStorage memory;
  private final @Nullable SpinLock lock;
  private final AtomicInteger free = new AtomicInteger(ALL_FREE);
  private final Register[] loaded = new Register[Pages.PAGE / BUFFER];
  private long page = NONE;

  /**
   * Commands to {@code dev}; {@link #open} comes next.
   *
   * @param lock held for each sequence; null where the version has none
   */
  IsmCommands(PciDev dev, @Nullable SpinLock lock) {
    this.dev = dev;
    this.memory = dev.memory();
    this.lock = lock;
    Arrays.setAll(loaded, _ -> new Register());
  }

  /** Takes memory for 16 commands at a time, which stands for the stacks of CPUs; 0 or -ENOMEM. */
  int open() {
    long address = dev.allocate(Pages.PAGE);
    if (address < 0) {
      return -Errno.ENOMEM;
    }
    page = address;
    return 0;
  }

  /** Gives the memory back. */
  void close() {
    dev.free(page, Pages.PAGE);
    page = NONE;
  }

  /**
   * The buffer of a new command: zeros behind the request's header. The payload starts at 8.
   *
   * @throws IllegalStateException where the driver has not probed, or 16 commands are being made
   */
  long begin(IsmCommand command) {
    int before = free.getAndUpdate(bits -> bits & (bits - 1));
    if (before == 0 || page == NONE) {
      throw new IllegalStateException(
          page == NONE ? "the driver has not probed" : "16 commands at a time");
    }
    long buffer = page + (long) BUFFER * Integer.numberOfTrailingZeros(before);
    for (int i = 0; i < BUFFER; i += Long.BYTES) {
      memory.putLong(buffer + i, 0);
    }
    memory.putInt(buffer, command.code());
    memory.putShort(buffer + LENGTH, command.requestLength());
    return buffer;
  }

  /** The command is done with. */
  void end(long buffer) {
    int bit = 1 << slot(buffer);
    int _ = free.getAndUpdate(bits -> bits | bit);
  }

  /** A command without payload whose response's payload nobody looks at; its return code. */
  int simple(IsmCommand command) {
    return finish(command, begin(command));
  }

  /** A command whose payload is one doubleword and whose response has none; its return code. */
  int simple(IsmCommand command, long payload) {
    long buffer = begin(command);
    memory.putLong(buffer + HEADER, payload);
    return finish(command, buffer);
  }

  /** {@link #execute} and {@link #end}. */
  int finish(IsmCommand command, long buffer) {
    try {
      return execute(command, buffer);
    } finally {
      end(buffer);
    }
  }

  /**
   * Sends the command in {@code buffer}, which then holds its response. Results of the single
   * instructions are ignored, as the real driver ignores them.
   *
   * @return the response's return code; {@link #ERROR} where its header could not be loaded
   * @throws GuestKernelCrash as {@link #loadPayload} says
   */
  int execute(IsmCommand command, long buffer) {
    if (lock == null) {
      return sequence(command, buffer);
    }
    lock.lock();
    try {
      return sequence(command, buffer);
    } finally {
      lock.unlock();
    }
  }

  private int sequence(IsmCommand command, long buffer) {
    int length = command.requestLength();
    if (length > HEADER) {
      int _ = dev.storeBlock(COMMAND_SPACE, HEADER, length - HEADER, buffer + HEADER);
    }
    int _ = dev.storeBlock(COMMAND_SPACE, 0, HEADER, buffer);
    memory.putShort(buffer + RET, ERROR);
    load(buffer, 0);
    int ret = memory.getShort(buffer + RET);
    if (ret == 0) {
      loadPayload(buffer, memory.getShort(buffer + LENGTH), command.unionSize());
    }
    return ret;
  }

  /**
   * Loads what the response's length says. The driver believes it: less than a header, or a length
   * that is no multiple of 8, makes its count of what is left run under zero, and it overwrites its
   * stack until it dies; so does a length beyond the union, whose consequence is unverified. Here
   * the first load that has no place in the union is not issued.
   *
   * @throws GuestKernelCrash with the length
   */
  private void loadPayload(long buffer, int length, int unionSize) {
    for (int at = HEADER; at != length; at += Long.BYTES) {
      if (at == unionSize) {
        throw new GuestKernelCrash(
            length > unionSize && length % Long.BYTES == 0
                ? "response length " + length + " in a buffer of " + unionSize
                : "response length " + length);
      }
      load(buffer, at);
    }
  }

  private int slot(long buffer) {
    return (int) ((buffer - page) / BUFFER);
  }

  /** A load that fails leaves the buffer as it was. */
  private void load(long buffer, int at) {
    Register word = loaded[slot(buffer)];
    if (dev.load(COMMAND_SPACE, at, Long.BYTES, word) == 0) {
      memory.putLong(buffer + at, word.get());
    }
  }
}
