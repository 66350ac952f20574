package io.zpci.arch.contract;

import java.util.List;
import java.util.Random;

/**
 * Random operands of a contract. The seed is {@code -Dzpci.seed}, 1 where nobody gives one; with
 * {@link #where} every failure prints it, and the same seed gives the same operands.
 */
public final class Fuzz {
  private static final int PAGE = 4096;

  private final long seed = Long.getLong("zpci.seed", 1);
  private final Random random = new Random(seed);
  private int step;

  /** Operands from the seed on. */
  public Fuzz() {}

  /** The next step begins. */
  public void step() {
    step++;
  }

  /** For a message: {@code what}, its step and its seed. */
  public String where(String what) {
    return "%s (step %d, -Dzpci.seed=%d)".formatted(what, step, seed);
  }

  /** From 0 to {@code bound - 1}. */
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /** From 0 to {@code bound - 1}. */
  public long below(long bound) {
    return random.nextLong(bound);
  }

  /** Any 64 bits. */
  public long bits() {
    return random.nextLong();
  }

  /** True once in {@code times}. */
  public boolean onceIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** One of {@code values}. */
  public <T> T of(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /** What operands are wrong with: small numbers, borders of pages and of powers of two, or any. */
  public long operand() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(64);
      case 1 -> random.nextInt(2 * PAGE);
      case 2 -> (long) random.nextInt(16) * PAGE + random.nextInt(17) - 8;
      case 3 -> (1L << random.nextInt(64)) + random.nextInt(3) - 1;
      case 4 -> -1L - random.nextInt(16);
      default -> random.nextLong();
    };
  }

  /** A place for 1, 2, 4 or 8 bytes inside a doubleword of {@code size} bytes. */
  public long place(long size, int length) {
    long doublewords = Math.max(size / 8, 1);
    long doubleword =
        switch (random.nextInt(3)) {
          case 0 -> below(Math.min(doublewords, 64));
          case 1 -> doublewords - 1 - below(Math.min(doublewords, 8));
          default -> below(doublewords);
        };
    return doubleword * 8 + (length >= 8 ? 0 : random.nextInt(9 - length));
  }
}
