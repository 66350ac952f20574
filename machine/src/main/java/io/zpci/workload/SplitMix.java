package io.zpci.workload;

import java.util.List;

/**
 * Numbers from a seed: SplitMix64 (Steele, Lea, Flood, 2014), spelled out here so that a seed means
 * the same on every JDK. The state goes up by 0x9e3779b97f4a7c15 a number; a number is the state
 * mixed by two multiplications. A bound is applied by the high half of a 128-bit product, which is
 * even enough for choices among far fewer than 2^64.
 */
public final class SplitMix {
  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;
  private static final int PERCENT = 100;

  private long state;

  /** The numbers of {@code seed}, any 64 bits. */
  public SplitMix(long seed) {
    this.state = seed;
  }

  /** The next 64 bits. */
  public long next() {
    state += GOLDEN;
    long z = state;
    z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return z ^ (z >>> 31);
  }

  /**
   * A number from 0 to {@code bound - 1}.
   *
   * @param bound at least 1
   */
  public long below(long bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("a bound of at least 1 was expected, got " + bound);
    }
    return Math.unsignedMultiplyHigh(next(), bound);
  }

  /** A number from {@code low} to {@code high}, both included. */
  public int between(int low, int high) {
    return low + (int) below((long) high - low + 1);
  }

  /** True in {@code percent} of 100 cases. */
  public boolean chance(int percent) {
    return below(PERCENT) < percent;
  }

  /** One of {@code all}, each as likely as any other. */
  public <T> T pick(List<T> all) {
    return all.get((int) below(all.size()));
  }

  /** {@code size} bytes. */
  public Bytes bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) next();
    }
    return Bytes.of(bytes);
  }
}
