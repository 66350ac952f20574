package io.zpci.blocks;

import io.zpci.arch.ProgramInterruption;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Makes a program interruption of a vCPU that stands still, as the CPU would: the instruction's
 * length and the code go into its low core, and so does the old PSW; it goes on with the new one.
 * The low core is where the kernel's space has its first page; Linux can also have it elsewhere.
 * Source: spec zpci 4.9; places: z/Architecture's assigned storage locations.
 */
final class ProgramInterrupt {
  private static final long IDENTIFICATION = 0x8c;
  private static final long OLD_PSW = 0x150;
  private static final long NEW_PSW = 0x1d0;
  private static final int PSW_LENGTH = 16;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final MemorySegment psw = MemorySegment.ofArray(new byte[PSW_LENGTH]);

  ProgramInterrupt() {}

  /**
   * Ends an instruction of {@code length} bytes that is suppressed.
   *
   * @param mask the first half of the PSW at the instruction
   * @param next the address of the instruction after it
   * @return whether the vCPU goes on in its handler; else nothing happened to it
   */
  boolean make(GdbRemote gdb, ProgramInterruption interruption, int length, long mask, long next)
      throws IOException {
    if (!gdb.read(NEW_PSW, psw, 0, PSW_LENGTH) || psw.get(LONG, Long.BYTES) == 0) {
      return false;
    }
    long identification = ((long) length << 16) | interruption.code();
    boolean stored =
        gdb.write(IDENTIFICATION, identification, Integer.BYTES)
            && gdb.write(OLD_PSW, mask, Long.BYTES)
            && gdb.write(OLD_PSW + Long.BYTES, next, Long.BYTES);
    if (stored) {
      gdb.setRegister(GdbRemote.PSW_MASK, psw.get(LONG, 0));
      gdb.setRegister(GdbRemote.PSW_ADDRESS, psw.get(LONG, Long.BYTES));
    }
    return stored;
  }
}
