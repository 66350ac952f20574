package io.zpci.arch;

/**
 * The 64-bit request register of the handle form: {@code handle << 32 | status << 24 | space << 16
 * | length}. The MIO form has a length register instead, whose low half and status byte have the
 * same places; its upper half is unused. Source: spec zpci 1.4 (Linux {@code ZPCI_CREATE_REQ}).
 */
public final class Request {
  private static final long STATUS_MASK = 0xff00_0000L;
  private static final int STATUS_SHIFT = 24;
  private static final int SPACE_SHIFT = 16;

  private Request() {}

  /**
   * A request for {@code length} bytes in {@code space} of the function with {@code handle}; status
   * byte 0.
   */
  public static long of(int handle, int space, int length) {
    return ((long) handle << 32) | ((long) (space & 0xff) << SPACE_SHIFT) | (length & 0xffff);
  }

  /** The function handle. */
  public static int handle(long request) {
    return (int) (request >>> 32);
  }

  /**
   * The whole space byte; who executes the instruction decides how many of its bits count (QEMU:
   * 4).
   */
  public static int space(long request) {
    return (int) (request >>> SPACE_SHIFT) & 0xff;
  }

  /**
   * The whole 16-bit length field; who executes the instruction decides how many of its bits count.
   */
  public static int length(long request) {
    return (int) request & 0xffff;
  }

  /** The status byte. */
  public static int status(long request) {
    return (int) (request >>> STATUS_SHIFT) & 0xff;
  }

  /** {@code request} with its status byte replaced. */
  public static long withStatus(long request, int status) {
    return (request & ~STATUS_MASK) | ((long) (status & 0xff) << STATUS_SHIFT);
  }

  /**
   * What the register holds after the instruction: the status byte is replaced where {@code
   * outcome} reports a status (cc 1), and left as it was otherwise.
   */
  public static long after(long request, int outcome) {
    return Outcome.hasStatus(outcome) ? withStatus(request, Outcome.status(outcome)) : request;
  }
}
