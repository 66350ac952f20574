package io.zpci.linux;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/**
 * Notes each instruction's raw operands and answers what a test told it to: cc 0 where it told
 * nothing.
 */
final class ScriptedInstructions implements PciInstructions {
  /**
   * An instruction: its name, its request or length register, its offset or address, and the bytes
   * it carries.
   */
  record Insn(String name, long request, long address, String data) {}

  final List<Insn> seen = new ArrayList<>();
  private final Deque<Integer> outcomes = new ArrayDeque<>();
  private long loaded = 0x1122_3344_5566_7788L;

  /** The next instructions end like this. */
  ScriptedInstructions answer(int... next) {
    for (int outcome : next) {
      outcomes.add(outcome);
    }
    return this;
  }

  /** What every load gives from now on: the low-order bytes of {@code value}. */
  ScriptedInstructions loading(long value) {
    loaded = value;
    return this;
  }

  /** What was seen, as the specification's tables spell it: B64@0 B32@40 S4@60. */
  String brief() {
    List<String> words = new ArrayList<>();
    for (Insn insn : seen) {
      String letter =
          insn.name().startsWith("pcistb") ? "B" : insn.name().startsWith("pcist") ? "S" : "L";
      words.add(letter + Request.length(insn.request()) + "@" + Long.toHexString(insn.address()));
    }
    return String.join(" ", words);
  }

  @Override
  public int load(int issue, long request, long address, Register register) {
    int outcome = end(Issue.isMio(issue) ? "pcilgi" : "pcilg", request, address, "");
    if (outcome == Outcome.OK) {
      int length = Request.length(request);
      register.set(length < 8 ? loaded & (1L << 8 * length) - 1 : loaded);
    }
    return outcome;
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    byte[] bytes = new byte[8];
    Layouts.putImage(MemorySegment.ofArray(bytes), 0, 8, value);
    int length = Math.min(8, Request.length(request));
    return end(
        Issue.isMio(issue) ? "pcistgi" : "pcistg",
        request,
        address,
        HexFormat.of().formatHex(bytes, 8 - length, 8));
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < Request.length(request) && storage.contains(storageAddress + i, 1); i++) {
      data.append(HexFormat.of().toHexDigits((byte) storage.getByte(storageAddress + i)));
    }
    return end(Issue.isMio(issue) ? "pcistbi" : "pcistb", request, address, data.toString());
  }

  @Override
  public int execute(PciInstruction instruction) {
    return end(instruction.getClass().getSimpleName(), 0, 0, "");
  }

  private int end(String name, long request, long address, String data) {
    seen.add(new Insn(name, request, address, data));
    Integer outcome = outcomes.poll();
    return outcome == null ? Outcome.OK : outcome;
  }
}
