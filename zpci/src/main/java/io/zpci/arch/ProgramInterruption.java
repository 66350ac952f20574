package io.zpci.arch;

/** Program interruptions that a PCI instruction can end with. Source: spec zpci 0. */
public enum ProgramInterruption {
  /** The instruction is not installed. */
  OPERATION(0x01, "operation"),
  /** A privileged instruction in problem state. */
  PRIVILEGED_OPERATION(0x02, "privileged-operation"),
  /** Storage may not be accessed this way. */
  PROTECTION(0x04, "protection"),
  /** Storage that is not there. */
  ADDRESSING(0x05, "addressing"),
  /** A register number, length or alignment that the instruction does not allow. */
  SPECIFICATION(0x06, "specification"),
  /** An operand value that the function does not allow. */
  OPERAND(0x15, "operand");

  private final int code;
  private final String word;

  ProgramInterruption(int code, String word) {
    this.code = code;
    this.word = word;
  }

  /** The interruption code. */
  public int code() {
    return code;
  }

  /** The name as output spells it. */
  public String word() {
    return word;
  }

  /** The interruption with {@code code}; {@link IllegalArgumentException} if there is none here. */
  public static ProgramInterruption of(int code) {
    for (ProgramInterruption each : values()) {
      if (each.code == code) {
        return each;
      }
    }
    throw new IllegalArgumentException("program interruption code 0x" + Integer.toHexString(code));
  }
}
