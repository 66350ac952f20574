package io.zpci.ism;

/**
 * How a function tells its machine that it is in error. The machine raises the error event and
 * blocks the handle; the function itself answers cc 1 with status 12 to every access of a BAR until
 * it is reset.
 */
@FunctionalInterface
public interface ErrorState {
  /** Nobody listens. */
  ErrorState NONE = (pec, address) -> {};

  /**
   * The function goes into the error state.
   *
   * @param pec the event's code; 0x0002 says that an I/O address is invalid
   * @param address the I/O address at fault, 0 where there is none
   */
  void enter(int pec, long address);
}
