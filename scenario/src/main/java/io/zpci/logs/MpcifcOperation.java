package io.zpci.logs;

import io.zpci.arch.Fib;
import org.jspecify.annotations.Nullable;

/** Operations of MPCIFC. Source: spec zpci 6.2. */
enum MpcifcOperation {
  REG_INT(Fib.REG_INT, "register interrupts"),
  DEREG_INT(Fib.DEREG_INT, "end interrupts"),
  REG_IOAT(Fib.REG_IOAT, "register translation"),
  DEREG_IOAT(Fib.DEREG_IOAT, "end translation"),
  REREG_IOAT(Fib.REREG_IOAT, "change translation"),
  RESET_ERROR(Fib.RESET_ERROR, "reset the error"),
  RESET_BLOCK(Fib.RESET_BLOCK, "reset the block"),
  SET_MEASURE(Fib.SET_MEASURE, "set measurement"),
  REG_INT_D(Fib.REG_INT_D, "register directed interrupts"),
  DEREG_INT_D(Fib.DEREG_INT_D, "end directed interrupts");

  private final int code;
  private final String words;

  MpcifcOperation(int code, String words) {
    this.code = code;
    this.words = words;
  }

  /** For people. */
  String words() {
    return words;
  }

  /** The operation in the low byte of {@code length}; null where there is none. */
  static @Nullable MpcifcOperation of(int length) {
    for (MpcifcOperation each : values()) {
      if (each.code == length) {
        return each;
      }
    }
    return null;
  }
}
