package io.zpci.serve;

import io.zpci.arch.Request;
import io.zpci.recording.Line;
import io.zpci.workload.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded session with a VMM's gdb stub, read for the blocks that were taken by it: the guest
 * stops at a PCISTB, its bytes and the registers are read, then the operand; the condition code
 * goes into the PSW, and the guest runs on. Source: spec zpci 4.3, passthrough e.2.
 */
final class GdbSession {
  private static final int PCISTB_LENGTH = 6;
  private static final int OPCODE = 0xeb;
  private static final int OPCODE_END = 0xd0;
  private static final int DIGITS = 16;

  /** PSW mask and address come before the general registers. */
  private static final int PSW = 2;

  private static final int REGISTERS = 16;

  /** In the PSW's mask. */
  private static final int CC_SHIFT = 44;

  private final Deque<String> asked = new ArrayDeque<>();
  private byte @Nullable [] instruction;
  private long @Nullable [] registers;

  /** Where the block of this stop is among the steps; -1 before. */
  private int block = -1;

  GdbSession() {}

  /** Whether the packet in {@code line} says something of a block, which {@code steps} get. */
  boolean see(Line line, List<Transcript.Step> steps) {
    String packet = line.text("packet");
    return switch (line.text("dir")) {
      case "us2qemu" -> {
        asked.add(packet);
        yield packet.startsWith("P0=") && condition(line, packet.substring(3), steps);
      }
      case "qemu2us" -> {
        String question = asked.poll();
        yield question != null && answered(line, question, packet, steps);
      }
      default -> throw line.bad("\"dir\": us2qemu or qemu2us was expected");
    };
  }

  private boolean answered(Line line, String question, String answer, List<Transcript.Step> steps) {
    if (question.startsWith("vCont")) {
      instruction = null;
      registers = null;
      block = -1;
    } else if (question.equals("g")) {
      registers = registers(line, answer);
    } else if (question.startsWith("m")) {
      return memory(line, question.substring(1).split(",", -1), answer, steps);
    }
    return false;
  }

  private boolean memory(Line line, String[] range, String answer, List<Transcript.Step> steps) {
    if (range.length != 2) {
      throw line.bad("\"packet\": it answers m without an address and a length");
    }
    byte[] bytes = bytes(line, answer);
    byte[] pcistb = instruction;
    long[] all = registers;
    if (pcistb == null) {
      instruction = isPcistb(bytes) ? bytes : null;
      return false;
    }
    if (all == null || block != -1) {
      return false;
    }
    long request = all[PSW + ((pcistb[1] >> 4) & 0xf)];
    long address = operand(pcistb, all);
    if (hex(line, range[0]) != address || bytes.length != Request.length(request)) {
      return false;
    }
    block = steps.size();
    long offset = all[PSW + (pcistb[1] & 0xf)];
    steps.add(
        new Transcript.Block(
            line,
            line.text("gdb"),
            request,
            offset,
            address,
            Bytes.of(bytes),
            Transcript.Block.UNTOLD));
    return true;
  }

  private static boolean isPcistb(byte[] bytes) {
    return bytes.length == PCISTB_LENGTH
        && (bytes[0] & 0xff) == OPCODE
        && (bytes[5] & 0xff) == OPCODE_END;
  }

  /** Base register and a signed displacement of 20 bits, whose high part comes last. */
  private static long operand(byte[] pcistb, long[] all) {
    int base = (pcistb[2] >> 4) & 0xf;
    int low = (pcistb[2] & 0xf) << 8 | (pcistb[3] & 0xff);
    return (base == 0 ? 0 : all[PSW + base]) + (pcistb[4] << 12) + low;
  }

  /** The PSW that the guest goes on with says how the block ended. */
  private boolean condition(Line line, String mask, List<Transcript.Step> steps) {
    if (block == -1 || !(steps.get(block) instanceof Transcript.Block taken)) {
      return false;
    }
    int cc = (int) (hex(line, mask) >>> CC_SHIFT) & 3;
    steps.set(
        block,
        new Transcript.Block(
            taken.line(),
            taken.function(),
            taken.request(),
            taken.offset(),
            taken.address(),
            taken.data(),
            cc));
    return true;
  }

  private static long[] registers(Line line, String answer) {
    if (answer.length() < DIGITS * (PSW + REGISTERS)) {
      throw line.bad("\"packet\": a PSW and 16 registers were expected");
    }
    long[] all = new long[PSW + REGISTERS];
    for (int i = 0; i < all.length; i++) {
      all[i] = hex(line, answer.substring(DIGITS * i, DIGITS * (i + 1)));
    }
    return all;
  }

  private static long hex(Line line, String digits) {
    try {
      return Long.parseUnsignedLong(digits, 16);
    } catch (NumberFormatException e) {
      throw line.bad("\"packet\": a number in hex was expected, got \"" + digits + '"');
    }
  }

  private static byte[] bytes(Line line, String digits) {
    try {
      return HexFormat.of().parseHex(digits);
    } catch (IllegalArgumentException e) {
      throw line.bad("\"packet\": bytes in hex were expected");
    }
  }
}
