package io.zpci.linux;

/** What a driver answers in a recovery ({@code pci_ers_result_t}). Source: spec zpci 13.5. */
public enum ErsResult {
  /** No opinion; counts as recovered in the end. */
  NONE,
  /** Not yet, but without a reset. */
  CAN_RECOVER,
  /** The function has to be reset. */
  NEED_RESET,
  /** Nothing can be done. */
  DISCONNECT,
  /** The driver goes on. */
  RECOVERED;

  /** Whether the recovery ends here. */
  boolean aborts() {
    return this == DISCONNECT;
  }
}
