package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.LinuxVersion.SizeRule;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The size rules of spec zpci 9. */
class IoSizeTest {
  private static final int ACCESSES = 100_000;

  @ParameterizedTest
  @MethodSource("io.zpci.linux.LinuxVersion#all")
  void agreesWithTheRuleAsWritten(LinuxVersion version) {
    long seed = Long.getLong("zpci.seed", 20261121L);
    System.out.println("size rule of " + version.name() + ": -Dzpci.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < ACCESSES; i++) {
      int shift = random.nextInt(8);
      long io = (random.nextLong() >>> 1 & -1L << shift) | (random.nextBoolean() ? 1L << 62 : 0);
      long memory = random.nextLong() >>> 1 & -1L << random.nextInt(8);
      long remaining = 1 + random.nextInt(random.nextBoolean() ? 300 : 100_000);
      int max = random.nextBoolean() ? IoSize.MAX_READ : IoSize.MAX_WRITE;
      int expected =
          switch (version.sizeRule()) {
            case POWER_OF_TWO -> oldRule(io, memory, remaining, max);
            case MULTIPLE_OF_EIGHT -> newRule(io, memory, remaining, max);
          };
      assertEquals(
          expected,
          IoSize.next(version.sizeRule(), io, memory, remaining, max),
          () ->
              "seed "
                  + seed
                  + ", io 0x"
                  + Long.toHexString(io)
                  + ", memory 0x"
                  + Long.toHexString(memory)
                  + ", remaining "
                  + remaining
                  + ", max "
                  + max);
    }
  }

  /** "The largest power of two that is at most min(remaining, max) and divides both addresses." */
  private static int oldRule(long io, long memory, long remaining, int max) {
    for (int size = 128; size > 1; size /= 2) {
      if (size <= remaining
          && size <= max
          && Long.remainderUnsigned(io, size) == 0
          && memory % size == 0) {
        return size;
      }
    }
    return 1;
  }

  /** Room in the memory's page, then all in eights, then one eight, then a power of two. */
  private static int newRule(long io, long memory, long remaining, int max) {
    long room = 4096 - Long.remainderUnsigned(memory, 4096);
    long top = Math.min(remaining, Math.min(room, max));
    if (Long.remainderUnsigned(io, 8) == 0 && memory % 8 == 0 && top % 8 == 0) {
      return (int) top;
    }
    if (top >= 8) {
      return 8;
    }
    return top >= 4 ? 4 : top >= 2 ? 2 : 1;
  }

  @Test
  void newRuleLooksAtTheMemorysPageAndNotAtTheDevices() {
    assertEquals(32, IoSize.next(SizeRule.MULTIPLE_OF_EIGHT, 0xff8, 0x10000, 32, 128));
    assertEquals(8, IoSize.next(SizeRule.MULTIPLE_OF_EIGHT, 0x1000, 0x10ff8, 32, 128));
  }

  @Test
  void oldRuleTakesBlocksOfPowersOfTwo() {
    assertEquals(64, IoSize.next(SizeRule.POWER_OF_TWO, 0, 0x10000, 120, 128));
    assertEquals(128, IoSize.next(SizeRule.POWER_OF_TWO, 1L << 63, 0x10000, 128, 128));
    assertEquals(8, IoSize.next(SizeRule.POWER_OF_TWO, 0x10, 0x10008, 64, 128));
  }

  @ParameterizedTest
  @EnumSource
  void restThatTurnsNegativeAsAnIntGoesByteByByte(SizeRule rule) {
    assertEquals(1, IoSize.next(rule, 0, 0, 1L << 31, 128));
    assertEquals(1, IoSize.next(rule, 0, 0, 1L << 32, 128));
    assertEquals(128, IoSize.next(rule, 0, 0, (1L << 31) - 1, 128));
  }
}
