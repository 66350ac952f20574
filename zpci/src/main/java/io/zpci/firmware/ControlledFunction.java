package io.zpci.firmware;

import io.zpci.arch.FunctionState;
import io.zpci.dma.DmaSpace;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.storage.GuestStorage;

/**
 * What MPCIFC, STPCIFC and RPCIT act on: one function, as the machine or a VMM that executes them
 * keeps it. See {@link FunctionControls}.
 */
public interface ControlledFunction {
  /** The function's handle. */
  int handle();

  /** The state. */
  FunctionState state();

  /** From {@link FunctionState#ERROR} to BLOCKED; false, and nothing done, in other states. */
  boolean resetBlock();

  /** From {@link FunctionState#ERROR} or BLOCKED to ENABLED; false in other states. */
  boolean resetError();

  /** The I/O address space. */
  DmaSpace dma();

  /** What is registered for interrupts; {@link InterruptRegistration#NONE} where nothing is. */
  InterruptRegistration interrupts();

  /** Whether interrupts are registered. */
  boolean interruptsRegistered();

  /**
   * Registers interrupts; none are registered so far.
   *
   * @param storage what the registration's addresses are addresses in
   * @return 0, or the status of cc 1
   */
  int registerInterrupts(GuestStorage storage, InterruptRegistration registration);

  /** Deregisters interrupts, which are registered; 0, or the status of cc 1. */
  int deregisterInterrupts();

  /** The address of the measurement block; 0 where nothing is measured. */
  long measurementBlock();

  /**
   * Starts measuring into the block at {@code address}, or stops where that is 0. {@code address}
   * is a multiple of 16.
   */
  void measure(GuestStorage storage, long address);

  /** The function failed: error event, and the state where the code asks for it. */
  void failed(int pec, long address);
}
