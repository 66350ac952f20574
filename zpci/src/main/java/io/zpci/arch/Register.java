package io.zpci.arch;

/**
 * A 64-bit register that a load fills; reused by its owner so that loads do not allocate. Not
 * thread safe.
 */
public final class Register {
  private long value;

  /** A register holding 0. */
  public Register() {}

  /** The value. */
  public long get() {
    return value;
  }

  /** Sets the value. */
  public void set(long newValue) {
    value = newValue;
  }
}
