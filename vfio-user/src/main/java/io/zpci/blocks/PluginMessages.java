package io.zpci.blocks;

import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What plugin and server say to each other, in the byte order of the host on which both run. The
 * plugin's source has the same numbers.
 */
final class PluginMessages {
  /** Magic, version, vCPU, zero; the server says the same back. */
  static final int GREETING_SIZE = 16;

  static final int MAGIC = 0x7a70_6362;
  static final int VERSION = 1;

  /** Request, offset and address of 8 bytes each, vCPU and length of 4 each; then the data. */
  static final int HEADER_SIZE = 32;

  /** The longest block that the request register can name and a page can hold. */
  static final int MAX_BLOCK = 4096;

  /** How it ended, condition code, status, zero. */
  static final int ANSWER_SIZE = 4;

  /** The instruction is done, with a condition code. */
  static final byte EXECUTED = 0;

  /** The VMM executes it. */
  static final byte NOT_SERVED = 1;

  /** The instruction ends with a program interruption. */
  static final byte INTERRUPTION = 2;

  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private static final int GREETING_VERSION = 4;
  private static final int GREETING_VCPU = 8;
  private static final int GREETING_ZERO = 12;
  private static final int OFFSET = 8;
  private static final int ADDRESS = 16;
  private static final int VCPU = 24;
  private static final int LENGTH = 28;

  private PluginMessages() {}

  /** The vCPU that a greeting names. */
  static int greetingVcpu(MemorySegment greeting) {
    return greeting.get(INT, GREETING_VCPU);
  }

  /** What is wrong with a greeting; empty where nothing is. */
  static String wrongGreeting(MemorySegment greeting) {
    int magic = greeting.get(INT, 0);
    int version = greeting.get(INT, GREETING_VERSION);
    if (magic != MAGIC) {
      return "a greeting 0x%08x was expected, this is 0x%08x".formatted(MAGIC, magic);
    }
    if (version != VERSION) {
      return "version %d of the plugin was expected, this is %d; build it again with zpci plugin"
          .formatted(VERSION, version);
    }
    if (greetingVcpu(greeting) < 0 || greeting.get(INT, GREETING_ZERO) != 0) {
      return "a vCPU and 0 were expected in the greeting, these are 0x%x and 0x%x"
          .formatted(greetingVcpu(greeting), greeting.get(INT, GREETING_ZERO));
    }
    return "";
  }

  static long request(MemorySegment message) {
    return message.get(LONG, 0);
  }

  static long offset(MemorySegment message) {
    return message.get(LONG, OFFSET);
  }

  static long address(MemorySegment message) {
    return message.get(LONG, ADDRESS);
  }

  /** How many bytes of data follow the header. */
  static int length(MemorySegment message) {
    return message.get(INT, LENGTH);
  }

  /** Whether a header is that of a block of {@code vcpu} that a PCISTB can have. */
  static boolean sound(MemorySegment message, int vcpu) {
    int length = length(message);
    return length >= 1
        && length <= MAX_BLOCK
        && length == Request.length(request(message))
        && message.get(INT, VCPU) == vcpu;
  }

  /** For people: what {@link #sound} does not like. */
  static String describe(MemorySegment message) {
    return "a block of 1 to %d bytes of its own vCPU was expected, this is of vCPU %d, has %d, and 0x%x in its request"
        .formatted(MAX_BLOCK, message.get(INT, VCPU), length(message), request(message));
  }

  /** Makes the answer for {@code outcome}. */
  static void answer(MemorySegment answer, int outcome) {
    boolean interrupted = Outcome.isException(outcome);
    answer.set(ValueLayout.JAVA_BYTE, 0, interrupted ? INTERRUPTION : EXECUTED);
    answer.set(ValueLayout.JAVA_BYTE, 1, (byte) (interrupted ? 0 : Outcome.cc(outcome)));
    answer.set(ValueLayout.JAVA_BYTE, 2, (byte) Outcome.status(outcome));
    answer.set(ValueLayout.JAVA_BYTE, 3, (byte) 0);
  }

  /** Makes the answer for a function that is not served. */
  static void notServed(MemorySegment answer) {
    answer.set(INT, 0, 0);
    answer.set(ValueLayout.JAVA_BYTE, 0, NOT_SERVED);
  }
}
