package io.zpci.bench;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.PciFunction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What a source holds: bytes none of which is 0, for 0 is what stands where nothing arrived. Their
 * period is a prime, so bytes that arrive at another place are others.
 */
final class Contents {
  private static final int PERIOD = 251;
  private static final int BAR = 0;

  private Contents() {}

  /** Fills a source. */
  static void fill(MemorySegment source) {
    for (long i = 0; i < source.byteSize(); i++) {
      source.set(ValueLayout.JAVA_BYTE, i, at(i));
    }
  }

  /** The byte that a source holds at {@code index}. */
  static byte at(long index) {
    return (byte) (index % PERIOD + 1);
  }

  /** How many of {@code arrived} are not what a source holds there. */
  static int missing(byte[] arrived) {
    int missing = 0;
    for (int i = 0; i < arrived.length; i++) {
      if (arrived[i] != at(i)) {
        missing++;
      }
    }
    return missing;
  }

  /** The first bytes of a function's BAR 0, as the device itself has them. */
  static byte[] ofBar(PciFunction function, int length) {
    byte[] bytes = new byte[length];
    Register loaded = new Register();
    for (int i = 0; i < length; i++) {
      int outcome = function.load(BAR, i, 1, loaded);
      if (outcome != Outcome.OK) {
        throw new IllegalStateException("byte " + i + " of BAR 0: " + Outcome.describe(outcome));
      }
      bytes[i] = (byte) loaded.get();
    }
    return bytes;
  }
}
