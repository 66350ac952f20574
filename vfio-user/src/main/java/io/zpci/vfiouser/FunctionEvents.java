package io.zpci.vfiouser;

import io.zpci.vfio.IrqSet;
import java.lang.foreign.MemorySegment;

/**
 * Told what goes into a served function, in the order in which it happens there: no other function
 * of its machine does anything meanwhile. What changes the function is told before it is done, so
 * that what comes of it comes after. A {@code space} is 0 to 5 or 15; byte order as {@link
 * io.zpci.function.PciFunction} has it.
 */
public interface FunctionEvents {
  /** Nobody listens. */
  FunctionEvents NONE = new FunctionEvents() {};

  /** A client came. */
  default void attached() {}

  /** The client is gone; what was mapped and set up is gone with it. */
  default void detached() {}

  /** The function is reset. */
  default void reset() {}

  /** Interrupts are set up; every operand has been checked. */
  default void setIrqs(IrqSet set) {}

  /**
   * A range was mapped.
   *
   * @param offset where in the client's file, or 0 where there is none
   */
  default void mapped(long address, long size, int access, long offset) {}

  /**
   * A range is unmapped.
   *
   * @param had whether a mapped range starts at {@code address}
   */
  default void unmapped(long address, long size, boolean had) {}

  /** A load was executed, with {@code outcome}; {@code value} where that is OK. */
  default void loaded(int space, long offset, int length, long value, int outcome) {}

  /** A store is executed. */
  default void storing(int space, long offset, int length, long value) {}

  /** A block is executed. */
  default void storingBlock(int space, long offset, MemorySegment data, long at, int length) {}

  /** What a store or a block ended with: an {@link io.zpci.arch.Outcome}. */
  default void stored(int outcome) {}

  /**
   * The function signals; {@code index} is that of the interrupts that are set up, MSI or MSI-X, or
   * -1 where none are, and the signal is lost.
   */
  default void signalled(int index, int vector) {}
}
