package io.zpci.logs;

import io.zpci.trace.Operation;
import org.jspecify.annotations.Nullable;

/** Instructions that the kernel logs, with their letters. Source: spec zpci 14.2. */
public enum LoggedInstruction {
  /** Load. */
  PCILG('l', Operation.PCILG),
  /** Store. */
  PCISTG('s', Operation.PCISTG),
  /** Store block. */
  PCISTB('b', Operation.PCISTB),
  /** Load by MIO address. */
  PCILGI('L', Operation.PCILGI),
  /** Store by MIO address. */
  PCISTGI('S', Operation.PCISTGI),
  /** Store block by MIO address. */
  PCISTBI('B', Operation.PCISTBI),
  /** Modify function controls. */
  MPCIFC('M', null),
  /** Refresh translations. */
  RPCIT('R', null);

  private final char letter;
  private final @Nullable Operation operation;

  LoggedInstruction(char letter, @Nullable Operation operation) {
    this.letter = letter;
    this.operation = operation;
  }

  /** The first byte of a record since Linux 6.1. */
  public char letter() {
    return letter;
  }

  /** The load, store or block that it is; null for a control instruction. */
  public @Nullable Operation operation() {
    return operation;
  }

  /** Whether it names its function by a handle in a request register. */
  public boolean byRequest() {
    return switch (this) {
      case PCILG, PCISTG, PCISTB, MPCIFC -> true;
      case PCILGI, PCISTGI, PCISTBI, RPCIT -> false;
    };
  }

  /** Whether it is one of the MIO forms. */
  public boolean byMio() {
    return operation != null && operation.isMio();
  }

  /** The instruction with {@code letter}; null where there is none. */
  static @Nullable LoggedInstruction of(int letter) {
    for (LoggedInstruction each : values()) {
      if (each.letter == letter) {
        return each;
      }
    }
    return null;
  }
}
