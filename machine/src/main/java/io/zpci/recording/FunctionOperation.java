package io.zpci.recording;

import io.zpci.workload.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One line of a recording of kind {@code function-operations}: what went into a function, or what
 * came out of it. Offsets, tokens and addresses are the recording's.
 */
public sealed interface FunctionOperation {
  /** Where it stands. */
  Line line();

  /** The function, by its name in the recording. */
  String function();

  /** What goes into a function. */
  sealed interface Input extends FunctionOperation {}

  /** What comes out of a function, caused by the input before it. */
  sealed interface Output extends FunctionOperation {}

  /** The function is reset. */
  record Reset(Line line, String function) implements Input {}

  /**
   * Interrupts are set up, as vfio's SET_IRQS does it.
   *
   * @param flags of vfio: 0x20 trigger, 0x04 eventfd, 0x01 none
   * @param index 1 MSI, 2 MSI-X
   * @param start the first vector
   * @param count how many; 0 with 0x01 disables all
   * @param descriptors how many eventfds came along
   */
  record SetIrqs(
      Line line, String function, int flags, int index, int start, int count, int descriptors)
      implements Input {}

  /**
   * Memory is mapped.
   *
   * @param flags of vfio: 1 readable, 2 writable
   * @param address I/O address
   * @param offset into guest memory
   */
  record Map(Line line, String function, int flags, long address, long offset, long size)
      implements Input {}

  /**
   * Memory is unmapped; the range may be wider than what was mapped.
   *
   * @param had whether a mapping started at {@code address}; null where the recording does not say
   */
  record Unmap(Line line, String function, long address, long size, @Nullable Boolean had)
      implements Input {}

  /** A block is stored. */
  record StoreBlock(Line line, String function, int bar, long offset, Bytes data)
      implements Input {}

  /** A single store. */
  record Store(Line line, String function, int bar, long offset, Bytes data) implements Input {}

  /** A load; {@code data} is what the device answered. */
  record Load(Line line, String function, int bar, long offset, Bytes data) implements Input {}

  /** An event from outside the recorded functions; its index comes out. */
  record Injection(Line line, String function, Event event) implements Input {}

  /**
   * A command was executed.
   *
   * @param code of the command; -1 where the recording says that it is none that is known
   * @param ret the return code
   */
  record Command(Line line, String function, int code, int ret) implements Output {}

  /** A block was moved into a DMB. */
  record Move(
      Line line,
      String function,
      long token,
      int element,
      boolean signal,
      int inDmb,
      int length,
      int summaryByte)
      implements Output {}

  /**
   * An entry came into the event queue.
   *
   * @param summaryByte byte 0 of the SBA before it
   */
  record Event(
      Line line,
      String function,
      long index,
      int type,
      int code,
      long token,
      long info,
      int summaryByte)
      implements Output {}

  /**
   * An interrupt was raised.
   *
   * @param index 1 MSI, 2 MSI-X
   */
  record Interrupt(Line line, String function, int index, int vector) implements Output {}
}
