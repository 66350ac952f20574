package io.zpci.testkit.register;

/** Makes register files. */
public final class Registers {
  private Registers() {}
}
