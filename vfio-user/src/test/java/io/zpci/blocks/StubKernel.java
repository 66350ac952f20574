package io.zpci.blocks;

/**
 * What of a kernel stands in a {@link StubGuest}: its text with a program-check handler near the
 * end, a PCISTB, and the low core that leads to it.
 */
final class StubKernel {
  /** Addresses as a System.map has them. */
  static final long HANDLER = 0x16_01e0;

  static final long FUNCTION = 0x12_8a78;
  static final long PCISTB = FUNCTION + 0x38;
  static final long FUNCTION_END = FUNCTION + 0x60;

  /** PCISTB %r11,%r9,0(%r8). */
  static final String CODE = "ebb9800000d0";

  /** Where the kernel's text is, absolute, and how much of it. */
  static final int TEXT = 0x10_0000;

  static final int TEXT_LENGTH = 0x7_3000;

  static final SystemMap MAP = new SystemMap(HANDLER, FUNCTION, FUNCTION_END);

  private StubKernel() {}

  /** Loads one that runs {@code slide} from where it was linked. */
  static void load(StubGuest guest, long slide) {
    guest.put((int) FUNCTION, "07000700");
    guest.put((int) PCISTB, CODE + "0000");
    guest.put(0x1d0, "0400c00180000000%016x".formatted(HANDLER + slide));
    guest.map(TEXT + slide, TEXT, TEXT_LENGTH);
    // The low core, and the identity mapping.
    guest.map(0, 0, TEXT);
  }
}
