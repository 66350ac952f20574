package io.zpci.interrupt;

/** What decides whether a message interrupts. Source: spec zpci 12.4, Q-3. */
public enum SummaryTest {
  /** Whether the function's own summary bit was 0. */
  BIT,
  /** Whether the whole byte was 0: QEMU up to 10.1, which loses interrupts. */
  BYTE
}
