package io.zpci.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A masked vector is never lost. Source: PCI 3.0, 6.8.2; spec passthrough e.5. */
class MsixTableTest {
  private static final int ON = 0x8000;
  private static final int MASKED = 0xc000;

  private final List<Integer> sent = new ArrayList<>();
  private final MsixTable table = new MsixTable(70, sent::add);

  private void entry(int vector, int data) {
    table.storeTable(16L * vector, 8, 0x0000_0000_0000_00feL);
    table.storeTable(16L * vector + 8, 4, Integer.toUnsignedLong(Integer.reverseBytes(data)));
  }

  private void mask(int vector, boolean on) {
    table.storeTable(16L * vector + 12, 4, on ? 0x0100_0000L : 0);
  }

  @Test
  void afterResetEveryVectorIsMaskedAndMsixIsOff() {
    assertEquals(0x0100_0000L, table.loadTable(12, 4));
    assertEquals(1, table.loadTable(16L * 69 + 12, 1));
    assertEquals(0, table.loadTable(0, 8));
    assertFalse(table.enabled());
    assertTrue(table.masked(0));
    assertEquals(1120, table.tableSize());
    assertEquals(16, table.pendingSize());
  }

  @Test
  void anUnmaskedVectorSendsItsData() {
    entry(3, 0x805);
    mask(3, false);
    table.control(ON);
    table.signal(3);
    assertEquals(List.of(0x805), sent);
    assertFalse(table.pending(3));
    assertEquals(0x0508_0000L, table.loadTable(16 * 3 + 8, 4));
  }

  @Test
  void aVectorMaskedByItselfIsSentOnceWhenItIsUnmasked() {
    entry(65, 7);
    table.control(ON);
    table.signal(65);
    table.signal(65);
    assertEquals(List.of(), sent);
    assertEquals(0x0200_0000_0000_0000L, table.loadPending(8, 8));
    mask(65, false);
    assertEquals(List.of(7), sent);
    assertEquals(0, table.loadPending(8, 8));
    mask(65, true);
    mask(65, false);
    assertEquals(List.of(7), sent);
  }

  @Test
  void aMaskedFunctionSendsWhatIsPendingWhenItIsUnmasked() {
    for (int vector = 0; vector < 3; vector++) {
      entry(vector, vector);
    }
    mask(0, false);
    mask(2, false);
    table.control(MASKED);
    table.signal(2);
    table.signal(1);
    table.signal(0);
    assertEquals(7, table.loadPending(0, 1));
    table.control(ON);
    assertEquals(List.of(0, 2), sent);
    assertEquals(2, table.loadPending(0, 1));
    mask(1, false);
    assertEquals(List.of(0, 2, 1), sent);
  }

  @Test
  void unmaskingAVectorUnderAMaskedFunctionSendsNothing() {
    table.control(MASKED);
    table.signal(0);
    mask(0, false);
    assertEquals(List.of(), sent);
    assertTrue(table.pending(0));
  }

  @Test
  void whatIsOffDropsAndKeepsWhatIsPending() {
    mask(0, false);
    table.signal(0);
    assertFalse(table.pending(0));
    table.control(MASKED);
    table.signal(0);
    table.control(0);
    assertTrue(table.pending(0));
    table.control(ON);
    assertEquals(List.of(0), sent);
    table.signal(70);
    table.signal(-1);
    assertEquals(List.of(0), sent);
  }

  @Test
  void oneByteOfTheVectorControlUnmasks() {
    entry(0, 4);
    table.control(ON);
    table.signal(0);
    table.storeTable(13, 1, 0xff);
    assertEquals(List.of(), sent);
    assertEquals(0x01ff_0000L, table.loadTable(12, 4));
    table.storeTable(12, 1, 0xfe);
    assertEquals(List.of(4), sent);
  }

  @Test
  void aResetForgetsWhatIsPending() {
    table.control(ON);
    table.signal(0);
    table.reset();
    assertEquals(0, table.loadPending(0, 8));
    table.control(ON);
    mask(0, false);
    assertEquals(List.of(), sent);
  }

  /** The CPU unmasks between the device's look at the mask and its setting of the pending bit. */
  @Test
  void anUnmaskBeforeThePendingBitIsSetIsSeenAfterIt() {
    GuestStorage words =
        new GuestStorage(0, MemorySegment.ofArray(new int[(int) MsixTable.stateSize(1) / 4]));
    Unmasking state = new Unmasking(words);
    MsixTable raced = new MsixTable(state, 0, 1, sent::add);
    raced.control(ON);
    state.beforePending = () -> raced.storeTable(12, 4, 0);
    raced.signal(0);
    assertEquals(List.of(0), sent);
    assertFalse(raced.pending(0));
  }

  /** Two who saw the bit: the one that clears it sends. */
  @Test
  void whoFindsThePendingBitClearedSendsNothing() {
    GuestStorage words =
        new GuestStorage(0, MemorySegment.ofArray(new int[(int) MsixTable.stateSize(1) / 4]));
    Unmasking state = new Unmasking(words);
    MsixTable raced = new MsixTable(state, 0, 1, sent::add);
    raced.control(ON);
    raced.signal(0);
    state.beforeCleared = () -> raced.control(ON);
    raced.storeTable(12, 4, 0);
    assertEquals(List.of(0), sent);
  }

  /** A store that leaves the mask bit on never shows it off. */
  @Test
  void aStoreOverTheMaskDoesNotUnmaskByTheWay() {
    GuestStorage words =
        new GuestStorage(0, MemorySegment.ofArray(new int[(int) MsixTable.stateSize(1) / 4]));
    Unmasking state = new Unmasking(words);
    MsixTable raced = new MsixTable(state, 0, 1, sent::add);
    raced.control(ON);
    List<Boolean> masked = new ArrayList<>();
    state.afterChange = () -> masked.add(raced.masked(0));
    raced.storeTable(12, 1, 0xff);
    assertEquals(List.of(true, true), masked);
  }

  /** Runs things around changes: once before the pending bits, each time after any word. */
  private static final class Unmasking implements InterlockedStorage {
    private final GuestStorage words;
    private Runnable beforePending = () -> {};
    private Runnable beforeCleared = () -> {};
    private Runnable afterChange = () -> {};

    private Unmasking(GuestStorage words) {
      this.words = words;
    }

    @Override
    public boolean contains(long address, long length) {
      return words.contains(address, length);
    }

    @Override
    public int get(long address) {
      return words.get(address);
    }

    @Override
    public int getAndOr(long address, int bits) {
      if (address == 16) {
        Runnable now = beforePending;
        beforePending = () -> {};
        now.run();
      }
      int before = words.getAndOr(address, bits);
      afterChange.run();
      return before;
    }

    @Override
    public int getAndAnd(long address, int bits) {
      if (address == 16) {
        Runnable now = beforeCleared;
        beforeCleared = () -> {};
        now.run();
      }
      int before = words.getAndAnd(address, bits);
      afterChange.run();
      return before;
    }

    @Override
    public void and(long address, int bits) {
      words.and(address, bits);
    }

    @Override
    public void fence() {
      words.fence();
    }
  }
}
