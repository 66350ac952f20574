package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Where the search for addresses begins. Source: Linux drivers/iommu/iova.c. */
class IovaDomainTest {
  private static final long FOUR_GIB = 0x10_0000;

  /** 64 and 128 pages: too many for the caches. */
  private static long secondOfTwoHoles(long top) {
    IovaDomain domain = new IovaDomain(1, top - 1, 0x7fff_ffff);
    assertEquals(top - 64, domain.allocate(64));
    assertEquals(top - 128, domain.allocate(64));
    domain.free(top - 64, 64);
    assertEquals(top - 256, domain.allocate(128));
    return top - domain.allocate(64);
  }

  @Test
  void belowFourGibTheHighestHoleIsTaken() {
    assertEquals(64, secondOfTwoHoles(FOUR_GIB));
  }

  @Test
  void aboveItIsTheHoleBelowTheAreaGivenLast() {
    assertEquals(320, secondOfTwoHoles(2 * FOUR_GIB));
  }
}
