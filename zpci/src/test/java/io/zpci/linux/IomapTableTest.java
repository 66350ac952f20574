package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cookies and their table: spec zpci 8.1, 8.2. */
class IomapTableTest {
  private static final int NEW_HANDLE = 0x8100_0001;

  private final Zdev zdev = Fixture.zdev(false);

  @ParameterizedTest
  @CsvSource({
    "linux-5.10, 8000000000000000, 384, 80ff000000000000",
    "linux-6.1, 4000000000000000, 1536, 40ff000000000000",
    "linux-6.12, 4000000000000000, 1536, 40ff000000000000",
    "linux-7.2, 4000000000000000, 1536, 40ff000000000000",
  })
  void basesAndEntries(String version, String base, int entries, String cookie255) {
    IomapTable table = new IomapTable(Fixture.version(version));
    assertEquals(base, Long.toHexString(table.base()));
    assertEquals(base, Long.toHexString(table.cookie(0)));
    assertEquals(cookie255, Long.toHexString(table.cookie(255)));
    assertEquals(entries, table.entries());
  }

  @Test
  void decodesIndexAndOffsetWithoutTheBase() {
    IomapTable table = new IomapTable(Fixture.version("linux-7.2"));
    long address = table.cookie(5) + 0x1234_5678_9abcL;
    assertEquals(5, table.index(address));
    assertEquals(0x1234_5678_9abcL, table.offset(address));
    assertEquals(5, table.index(address & ~table.base()));
    assertEquals(0x3fff, table.index(-1L));
    assertEquals(0x7fff, new IomapTable(Fixture.version("linux-5.10")).index(-1L));
  }

  @Test
  void offsetPastFortyEightBitsRunsIntoTheNextIndex() {
    IomapTable table = new IomapTable(Fixture.version("linux-7.2"));
    long past = table.cookie(3) + (1L << 48) + 8;
    assertEquals(4, table.index(past));
    assertEquals(8, table.offset(past));
  }

  /** L-1. */
  @Test
  void twoFunctionsCannotClaimTheSameAddresses() {
    IomapTable table = new IomapTable(Fixture.version("linux-5.10"));
    Zdev other = Fixture.zdev(true);
    assertEquals(0, table.claim(zdev, 1L << 63, 0x2000));
    assertEquals(0, table.claim(zdev, (1L << 63) + 0x1000, 0x1000), "its own");
    assertEquals(-Errno.EBUSY, table.claim(other, (1L << 63) + 0x1fff, 1));
    assertEquals(-Errno.EBUSY, table.claim(other, (1L << 63) - 1, 2));
    assertEquals(0, table.claim(other, (1L << 63) + 0x2000, 1));
    assertEquals(0, table.claim(other, (1L << 63) - 1, 1));
    table.unclaim(zdev);
    assertEquals(0, table.claim(other, 1L << 63, 0x2000));
  }

  @Test
  void takesTheLowestFreeIndex() {
    IomapTable table = new IomapTable(Fixture.version("linux-7.2"));
    assertEquals(0, table.allocate(zdev));
    assertEquals(1, table.allocate(zdev));
    assertEquals(2, table.allocate(zdev));
    table.release(1);
    assertEquals(1, table.allocate(zdev));
    assertEquals(3, table.allocate(zdev));
  }

  @Test
  void fullTableAnswersNoSpace() {
    IomapTable table = new IomapTable(Fixture.version("linux-5.10"));
    for (int i = 0; i < 384; i++) {
      assertEquals(i, table.allocate(zdev));
    }
    assertEquals(-Errno.ENOSPC, table.allocate(zdev));
  }

  @Test
  void mappingCountsAndTheLastUnmappingClears() {
    IomapTable table = new IomapTable(Fixture.version("linux-7.2"));
    int index = table.allocate(zdev);
    assertTrue(table.map(index, Fixture.HANDLE, 2));
    assertTrue(table.map(index, NEW_HANDLE, 2));
    assertEquals(2, table.count(index));
    assertEquals(NEW_HANDLE, table.handle(index));
    assertTrue(table.unmap(table.cookie(index)));
    assertEquals(NEW_HANDLE, table.handle(index));
    assertTrue(table.unmap(table.cookie(index) + 0x100));
    assertEquals(0, table.count(index));
    assertEquals(0, table.handle(index));
    assertEquals(0, table.bar(index));
    assertEquals(1, table.allocate(zdev), "the index stays taken");
  }

  @Test
  void countsHaveSixteenBits() {
    IomapTable table = new IomapTable(Fixture.version("linux-7.2"));
    int index = table.allocate(zdev);
    for (int i = 1; i < 0x10000; i++) {
      assertTrue(table.map(index, Fixture.HANDLE, 0));
    }
    assertFalse(table.map(index, Fixture.HANDLE, 0), "wraps");
    assertFalse(table.unmap(table.cookie(index)), "count was 0");
    assertEquals(0xffff, table.count(index));
  }

  @Test
  void unmappedOrAbsentIndexHasHandleZero() {
    IomapTable table = new IomapTable(Fixture.version("linux-7.2"));
    assertEquals(0, table.handle(7));
    assertEquals(0, table.handle(0x3fff));
    assertEquals(0, table.bar(0x3fff));
    assertFalse(table.unmap(table.cookie(0x3fff)));
  }

  @ParameterizedTest
  @CsvSource({
    "linux-5.10, 80000001", // L-6: stale until the next iomap
    "linux-6.1, 81000001",
    "linux-6.12, 81000001",
    "linux-7.2, 81000001",
  })
  void changedHandleIsWrittenIntoMappedEntriesSinceFiveSixteen(String version, String expected) {
    IomapTable table = new IomapTable(Fixture.version(version));
    int index = table.allocate(zdev);
    table.map(index, zdev.handle(), 0);
    table.updateHandle(zdev, NEW_HANDLE, false);
    assertEquals(NEW_HANDLE, zdev.handle());
    assertEquals(expected, Integer.toHexString(table.handle(index)));
    table.map(index, zdev.handle(), 0);
    assertEquals(NEW_HANDLE, table.handle(index));
  }

  @Test
  void refreshLeavesOutOthersUnmappedOnesDisabledHandlesAndMio() {
    IomapTable table = new IomapTable(Fixture.version("linux-7.2"));
    Zdev other = Fixture.zdev(false);
    int mine = table.allocate(zdev);
    int unmapped = table.allocate(zdev);
    int theirs = table.allocate(other);
    table.map(mine, zdev.handle(), 0);
    table.map(theirs, other.handle(), 0);
    table.updateHandle(zdev, NEW_HANDLE, true);
    assertEquals(Fixture.HANDLE, table.handle(mine), "function uses MIO");
    table.updateHandle(zdev, 0x0100_0001, false);
    assertEquals(Fixture.HANDLE, table.handle(mine), "new handle is disabled");
    assertEquals(0x0100_0001, zdev.handle());
    table.updateHandle(zdev, NEW_HANDLE, false);
    assertEquals(NEW_HANDLE, table.handle(mine));
    assertEquals(0, table.handle(unmapped));
    assertEquals(Fixture.HANDLE, table.handle(theirs));
  }

  @ParameterizedTest
  @CsvSource({
    "linux-5.10, 8000000000000000, true",
    "linux-5.10, ffff000000000000, true",
    "linux-5.10, 4000000000000000, false",
    "linux-7.2, 4000000000000000, true",
    "linux-7.2, 7fffffffffffffff, true",
    "linux-7.2, 3fffffffffffffff, false",
    "linux-7.2, 8000000000000000, false",
    "linux-7.2, 0, false",
  })
  void cookiesHaveAnAddressRangeOfTheirOwn(String version, String address, boolean cookie) {
    IomapTable table = new IomapTable(Fixture.version(version));
    assertEquals(cookie, table.isCookie(Long.parseUnsignedLong(address, 16)));
  }
}
