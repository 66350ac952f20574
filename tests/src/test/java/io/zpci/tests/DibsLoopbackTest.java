package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.guest.IsmClient;
import io.zpci.guest.IsmEvent;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loopback device's answers. */
class DibsLoopbackTest {
  private final GuestStorage memory = new GuestStorage(0, MemorySegment.ofArray(new long[64]));
  private final Owner client = new Owner();
  private long next = 7;
  private final DibsLoopback loopback = new DibsLoopback(0xa1, () -> next++);

  /** A client that remembers what it was called for. */
  private static final class Owner implements IsmClient {
    final List<String> calls = new ArrayList<>();

    @Override
    public void handleIrq(int index, int dmbeMask) {
      calls.add("%d %04x".formatted(index, dmbeMask));
    }

    @Override
    public void handleEvent(IsmEvent event) {
      throw new AssertionError("event " + event);
    }
  }

  private DibsLoopback.Dmb dmb(int length) {
    return Objects.requireNonNull(loopback.registerDmb(length, client));
  }

  @ParameterizedTest
  @CsvSource({"0, 1000", "1, 0800", "12, 0001", "13, 8000", "15, 2000", "16, 1000"})
  void aSignalCallsTheOwnerWithTheElementsBit(int element, String mask) {
    long token = dmb(64).token();
    assertEquals(0, loopback.moveData(token, element, true, 0, memory, 0, 1));
    assertEquals(List.of("0 " + mask), client.calls);
  }

  @Test
  void aMoveCopies() {
    DibsLoopback.Dmb dmb = dmb(64);
    memory.putLong(8, 0x0102_0304_0506_0708L);
    assertEquals(0, loopback.moveData(dmb.token(), 0, false, 61, memory, 9, 3));
    assertEquals(0x02, dmb.bytes().get(Layouts.BYTE, 61));
    assertEquals(0x04, dmb.bytes().get(Layouts.BYTE, 63));
    assertEquals(0, dmb.bytes().get(Layouts.BYTE, 60));
    assertEquals(List.of(), client.calls);
  }

  @ParameterizedTest
  @CsvSource({"8, 0, 1", "7, 61, 4", "7, 64, 1", "7, -1, 1", "7, 0, -1"})
  void aMoveToNowhereIsRefused(long token, int offset, int size) {
    dmb(64);
    assertEquals(-Errno.EINVAL, loopback.moveData(token, 0, true, offset, memory, 0, size));
    assertEquals(List.of(), client.calls);
  }

  @Test
  void onlyItsOwnGidIsReachable() {
    assertEquals(0, loopback.queryRemoteGid(loopback.gid()));
    assertEquals(-101, loopback.queryRemoteGid(0xa2));
  }

  @Test
  void indexesFromZeroTheLowestFirstUpToTheLimit() {
    DibsLoopback.Dmb first = dmb(1);
    for (int i = 1; i < DibsLoopback.MAX_DMBS; i++) {
      assertEquals(i, dmb(1).index());
    }
    assertNull(loopback.registerDmb(1, client));
    loopback.unregisterDmb(first);
    assertEquals(0, dmb(1).index());
  }

  @Test
  void tokensAreUnique() {
    Iterator<Long> numbers = List.of(0L, 5L, 5L, 0L, 6L).iterator();
    DibsLoopback other = new DibsLoopback(1, numbers::next);
    assertEquals(5, Objects.requireNonNull(other.registerDmb(1, client)).token());
    assertEquals(6, Objects.requireNonNull(other.registerDmb(1, client)).token());
  }

  @Test
  void anAttachedDmbStaysUntilItsLastUserIsGone() {
    DibsLoopback.Dmb dmb = dmb(64);
    assertEquals(0, loopback.attachDmb(dmb.token()));
    loopback.unregisterDmb(dmb);
    assertEquals(0, loopback.moveData(dmb.token(), 0, false, 0, memory, 0, 1));
    assertEquals(0, loopback.detachDmb(dmb.token()));
    assertEquals(-Errno.EINVAL, loopback.moveData(dmb.token(), 0, false, 0, memory, 0, 1));
    assertEquals(-Errno.EINVAL, loopback.attachDmb(dmb.token()));
    assertEquals(-Errno.EINVAL, loopback.detachDmb(dmb.token()));
  }
}
