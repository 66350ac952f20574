package io.zpci.tests.planted;

import io.zpci.arch.Register;
import io.zpci.guest.PciDev;
import io.zpci.machine.Passthrough;

/**
 * What a write path stands on.
 *
 * @param passthrough the function
 * @param dev the function as a driver holds it
 * @param token of a peer's DMB of 64 KiB
 * @param cpus two CPUs that share {@code dev}
 */
public record Ground(Passthrough passthrough, PciDev dev, long token, TwoCpus cpus) {
  /** Runs two programs, each on a CPU of its own. */
  @FunctionalInterface
  public interface TwoCpus {
    /** Runs both to their end; a CPU that waits calls {@link #spin}. */
    void run(Runnable first, Runnable second);

    /** What a CPU does while it waits. */
    default void spin() {}
  }

  /** A request of {@code length} bytes with one doubleword of payload, in a page of its own. */
  long request(int code, int length, long payload) {
    long request = dev.allocate(4096);
    dev.memory().putLong(request, 0);
    dev.memory().putInt(request, code);
    dev.memory().putShort(request + 6, length);
    dev.memory().putLong(request + 8, payload);
    return request;
  }

  /** Loads the response's header; the return code, or 0xffff. */
  int answer() {
    Register word = new Register();
    return dev.load(2, 0, 8, word) == 0 ? (int) (word.get() >>> 16) & 0xffff : 0xffff;
  }
}
