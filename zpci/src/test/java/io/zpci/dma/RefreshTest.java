package io.zpci.dma;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Passes over wide ranges: what they find, and how many walks they take. Source: spec zpci 11.4.
 */
class RefreshTest {
  private static final long IO = Tables.IO;
  private static final long REACH = 1L << 42;

  private final Tables tables = new Tables();
  private final Anchor anchor = anchor(DmaRules.QEMU);
  private final Shadow shadow = anchor.shadow;
  private final List<String> told = new ArrayList<>();

  private final Mappings mappings =
      new Mappings() {
        @Override
        public boolean map(long address, long storageAddress, long size, boolean writable) {
          told.add("map %x".formatted(address));
          return true;
        }

        @Override
        public void unmap(long address, long size) {
          told.add("unmap %x %x".formatted(address, size));
        }

        @Override
        public void forget(long address, long size) {
          told.add("forget %x %x".formatted(address, size));
        }
      };

  private Anchor anchor(DmaRules rules) {
    return new Anchor(rules, tables.storage, IO, DmaRules.END, Tables.iota());
  }

  private Refresh refresh() {
    return new Refresh(anchor, mappings);
  }

  @Test
  void whatIsAbsentAllOverIsWalkedOnce() {
    shadow.put(IO, 0x20001);
    shadow.put(IO + 3 * REACH, 0x20001);
    Refresh refresh = refresh();
    assertEquals(0, refresh.pass(IO, 1L << 57));
    // 2047 absent regions, 2047 absent segments, 256 absent pages.
    assertTrue(refresh.walks() <= 2048 + 2048 + 256, "walks: " + refresh.walks());
    assertEquals(List.of("unmap 100000000 1000", "unmap c0100000000 1000"), told);
    assertEquals(Shadow.NONE, shadow.next(0, -0x1000));
  }

  /** g.26: what stands below an invalid segment entry is forgotten, a single page is unmapped. */
  @Test
  void anInvalidSegmentIsForgotten() {
    Anchor forgetting = anchor(DmaRules.QEMU.withInvalidEntry(DmaRules.InvalidEntry.FORGOTTEN));
    forgetting.shadow.put(IO, 0x20001);
    forgetting.shadow.put(IO + 0x10_0000, 0x20001);
    forgetting.shadow.put(IO + 0x10_5000, 0x20001);
    Refresh refresh = new Refresh(forgetting, mappings);
    assertEquals(0, refresh.pass(IO, IO + 0x20_0000));
    assertEquals(
        List.of("forget 100100000 1000", "forget 100105000 1000", "unmap 100000000 1000"),
        told.stream().sorted().toList());
    assertTrue(refresh.freed());
    assertEquals(Shadow.NONE, forgetting.shadow.next(0, -0x1000));
  }

  @Test
  void theWholeOfTheAddressesEnds() {
    Refresh refresh = refresh();
    assertEquals(0, refresh.pass(0, -1));
    assertTrue(refresh.walks() <= 2048 + 2048 + 256, "walks: " + refresh.walks());
  }

  @Test
  void aPageIsFoundAgainAboveTheReachOfTheTables() {
    tables.page(5, Tables.frame(1));
    Refresh refresh = refresh();
    assertEquals(0, refresh.pass(IO + 0x6000, IO + 2 * REACH + 0x6000));
    assertEquals(List.of("map 40100005000", "map 80100005000"), told);
    assertNotEquals(0, shadow.get(IO + 2 * REACH + 0x5000));
    assertEquals(0, shadow.get(IO + 0x5000));
  }

  @Test
  void anErrorInTheLastEntryIsFound() {
    tables.storage.putLong(Tables.THIRD + 8, 0);
    Refresh refresh = refresh();
    assertEquals(7, refresh.pass(IO, 1L << 57));
    assertEquals(REACH + 0x8000_0000L, refresh.failing());
  }

  /** All of an address space that leads to one page: no more is walked than the tables have. */
  @Test
  void liveTablesThatNobodyIsToldOfLeaveNothingBehind() {
    tables.storage.putLong(Tables.SEGMENTS, 0x10_0400);
    Anchor live = anchor(DmaRules.MACHINE);
    Refresh refresh = new Refresh(live, Mappings.NONE);
    assertEquals(0, refresh.pass(IO, 1L << 57));
    assertTrue(refresh.walks() <= 2048 + 2048, "walks: " + refresh.walks());
    assertEquals(Shadow.NONE, live.shadow.next(0, -0x1000));
    tables.storage.putLong(Tables.THIRD + 8, 0);
    assertEquals(7, refresh.pass(IO, 1L << 57));
    assertEquals(REACH + 0x8000_0000L, refresh.failing());
  }

  @Test
  void liveTablesThatSomebodyIsToldOfAreKept() {
    tables.page(5, Tables.frame(1));
    Anchor live = anchor(DmaRules.MACHINE);
    assertEquals(0, new Refresh(live, mappings).pass(IO, IO + 0x10_0000));
    tables.page(5, TableEntry.EMPTY_PAGE);
    assertEquals(0, new Refresh(live, mappings).pass(IO, IO + 0x10_0000));
    assertEquals(List.of("map 100005000", "unmap 100005000 1000"), told);
  }
}
