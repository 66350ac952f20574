package io.zpci.blocks;

import org.jspecify.annotations.Nullable;

/**
 * A PCISTB R1,R3,D2(B2) in a guest's storage: {@code EB}, R1 and R3, B2 and the low 12 bits of the
 * displacement, its high 8 bits, {@code D0}. Source: spec zpci 2.
 *
 * @param address the guest's address of the instruction
 * @param r1 number of the request register
 * @param r3 number of the offset register
 * @param base number of the base register; 0 for none
 * @param displacement -524288 to 524287
 */
record Pcistb(long address, int r1, int r3, int base, int displacement) {
  /** Bytes that it has. */
  static final int LENGTH = 6;

  private static final int OPCODE = 0xeb;
  private static final int OPCODE_END = 0xd0;

  /** The one that {@code code} holds from {@code at} on; null where it is another instruction. */
  static @Nullable Pcistb decode(long address, byte[] code, int at) {
    if ((code[at] & 0xff) != OPCODE || (code[at + 5] & 0xff) != OPCODE_END) {
      return null;
    }
    int low = ((code[at + 2] & 0xf) << 8) | (code[at + 3] & 0xff);
    return new Pcistb(
        address,
        (code[at + 1] >> 4) & 0xf,
        code[at + 1] & 0xf,
        (code[at + 2] >> 4) & 0xf,
        (code[at + 4] << 12) | low);
  }

  /** Bytes of the instruction whose first one is {@code first}. */
  static int length(byte first) {
    return switch ((first >> 6) & 3) {
      case 0 -> 2;
      case 3 -> 6;
      default -> 4;
    };
  }
}
