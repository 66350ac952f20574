package io.zpci.linux;

/**
 * MSI or MSI-X of one function as the kernel's PCI core drives it: what is written where, in the
 * core's order.
 */
interface MessageRegisters {
  /** How many vectors the capability offers; a negative errno where it cannot be used. */
  int vectors();

  /** Whether all vectors share one message: MSI. */
  boolean shareMessage();

  /** Before the messages: what must be off or masked is. 0 or a negative errno. */
  int begin();

  /**
   * Writes the message of {@code vector}; of vectors that share one message, only that of vector 0
   * is ever written.
   *
   * @param count how many vectors are set up
   */
  void message(int vector, int count, long address, int data);

  /** After the messages: interrupts by pin off, messages on. */
  void enable();

  /** {@code request_irq} of {@code vector}. */
  void start(int vector);

  /** {@code free_irq} of {@code vector}. */
  void stop(int vector);

  /** Messages off, interrupts by pin on; what is left of a setup that failed, too. */
  void disable();
}
