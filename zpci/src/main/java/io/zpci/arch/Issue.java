package io.zpci.arch;

/** Facts of the issuer of an instruction, as bits of an int. Source: spec zpci 2. */
public final class Issue {
  /** The function-handle form, in supervisor state, with an even register pair. */
  public static final int HANDLE = 0;

  /** The MIO form: the operand is an I/O address, not a handle and an offset. */
  public static final int MIO = 1;

  /** The issuer is in problem state (user space; DPDK uses the MIO form that way). */
  public static final int PROBLEM_STATE = 2;

  /** The register pair of a load or store starts with an odd register (R2 odd). */
  public static final int ODD_PAIR = 4;

  private Issue() {}

  /** Whether {@link #MIO} is set. */
  public static boolean isMio(int issue) {
    return (issue & MIO) != 0;
  }

  /** Whether {@link #PROBLEM_STATE} is set. */
  public static boolean isProblemState(int issue) {
    return (issue & PROBLEM_STATE) != 0;
  }

  /** Whether {@link #ODD_PAIR} is set. */
  public static boolean isOddPair(int issue) {
    return (issue & ODD_PAIR) != 0;
  }
}
