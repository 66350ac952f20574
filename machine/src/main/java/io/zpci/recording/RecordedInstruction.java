package io.zpci.recording;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;

/**
 * One recorded PCILG, PCISTG or PCISTB: the bytes of the instruction, decoded, and its operands.
 * Formats: spec zpci 2.
 *
 * @param line it stands on
 * @param operation what the line names
 * @param code the bytes of the instruction, the first one the most significant
 * @param length bytes of the instruction
 * @param r1 the field R1 as the line has it
 * @param second the field R2 (R3 of a block) as the line has it
 * @param issue {@link Issue} bits
 * @param request the request register
 * @param offset the offset register
 * @param state of the function
 */
record RecordedInstruction(
    Line line,
    Kind operation,
    long code,
    int length,
    int r1,
    int second,
    int issue,
    long request,
    long offset,
    FunctionState state) {

  /** The three instructions. */
  enum Kind {
    PCILG("pcilg", 0xb9d2, 4),
    PCISTG("pcistg", 0xb9d0, 4),
    PCISTB("pcistb", 0xebd0, 6);

    private final String word;
    private final int opcode;
    private final int length;

    Kind(String word, int opcode, int length) {
      this.word = word;
      this.opcode = opcode;
      this.length = length;
    }
  }

  private static final int LAST_REGISTER = 15;

  static RecordedInstruction of(Line line) {
    Kind operation = operation(line);
    byte[] bytes = line.bytes("insn");
    if (bytes.length != 4 && bytes.length != 6) {
      throw line.bad("\"insn\": 4 or 6 bytes were expected, got " + bytes.length);
    }
    int second = line.number(operation == Kind.PCISTB ? "r3" : "r2", 0, LAST_REGISTER);
    int issue = line.flag("problem_state") ? Issue.PROBLEM_STATE : 0;
    if (operation != Kind.PCISTB && second % 2 != 0) {
      issue |= Issue.ODD_PAIR;
    }
    return new RecordedInstruction(
        line,
        operation,
        Long.parseLong(line.text("insn"), 16),
        bytes.length,
        line.number("r1", 0, LAST_REGISTER),
        second,
        issue,
        line.number("request"),
        line.number("offset"),
        state(line));
  }

  /** Whether a load leaves its value in the request register. */
  boolean overwritesRequest() {
    return operation == Kind.PCILG && r1 == second;
  }

  /** Tells where the instruction, its registers and its operands do not agree with each other. */
  void compareWithItself(Comparison.Builder comparison) {
    int opcode = length == 6 ? at(0) << 8 | at(5) : at(0) << 8 | at(1);
    comparison.compare(line, "insn", operation.word, word(opcode));
    if (length != operation.length || !word(opcode).equals(operation.word)) {
      return;
    }
    int registers = at(operation == Kind.PCISTB ? 1 : 3);
    comparison.compare(line, "r1", r1, registers >>> 4);
    comparison.compare(line, operation == Kind.PCISTB ? "r3" : "r2", second, registers & 0xf);
    switch (operation) {
      case PCILG -> comparison.compare(line, "insn", 0, at(2));
      case PCISTG -> {
        comparison.compare(line, "insn", 0, at(2));
        compareRegister(comparison, "value", r1, line.number("value"));
      }
      case PCISTB -> {
        if (r1 == second) {
          compareNumbers(comparison, "offset", request, offset);
        }
        compareStorageAddress(comparison);
      }
    }
  }

  /** D2(B2): where the base is a register whose value the line has, the address follows from it. */
  private void compareStorageAddress(Comparison.Builder comparison) {
    int base = at(2) >>> 4;
    long displacement = (long) (byte) at(4) << 12 | (at(2) & 0xf) << 8 | at(3);
    long memory = line.number("memory");
    if (base == 0) {
      compareNumbers(comparison, "memory", displacement, memory);
    } else {
      compareRegister(comparison, "memory", base, memory - displacement);
    }
  }

  /**
   * Compares {@code value}, that of {@code register}, with the operand in that register, if it
   * holds one.
   */
  private void compareRegister(
      Comparison.Builder comparison, String what, int register, long value) {
    boolean block = operation == Kind.PCISTB;
    int requestRegister = block ? r1 : second;
    int offsetRegister = block ? second : (second + 1) % (LAST_REGISTER + 1);
    if (register == requestRegister) {
      compareNumbers(comparison, what, request, value);
    }
    if (register == offsetRegister) {
      compareNumbers(comparison, what, offset, value);
    }
  }

  private void compareNumbers(Comparison.Builder comparison, String what, long expected, long got) {
    comparison.compare(
        line, what, InstructionsReplayer.register(expected), InstructionsReplayer.register(got));
  }

  private int at(int index) {
    return (int) (code >>> (8 * (length - 1 - index))) & 0xff;
  }

  private static String word(int opcode) {
    for (Kind each : Kind.values()) {
      if (each.opcode == opcode) {
        return each.word;
      }
    }
    return "opcode " + Integer.toHexString(opcode);
  }

  private static Kind operation(Line line) {
    String word = line.text("op");
    for (Kind each : Kind.values()) {
      if (each.word.equals(word)) {
        return each;
      }
    }
    throw line.bad("\"op\": pcilg, pcistg or pcistb was expected, got \"" + word + "\"");
  }

  private static FunctionState state(Line line) {
    String word = line.text("state", FunctionState.ENABLED.word());
    for (FunctionState each : FunctionState.values()) {
      if (each.word().equals(word)) {
        return each;
      }
    }
    throw line.bad("\"state\": a state of a function was expected, got \"" + word + "\"");
  }
}
