package io.zpci.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.ErrorEvent;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Directed operations and their blocks. Source: spec zpci 12.5, 12.8, 6.1. */
class DirectedInterruptionTest {
  private static final long BLOCK = 0x40;
  private static final long DISB = 0x100;
  private static final long VECTORS = 0x200;

  private final GuestStorage storage = new GuestStorage(0, MemorySegment.ofArray(new long[0x80]));
  private final FloatingInterruption floating = new FloatingInterruption(true, () -> {});
  private final List<Integer> kicked = new ArrayList<>();
  private final List<ErrorEvent> events = new ArrayList<>();
  private final DirectedInterruption directed =
      new DirectedInterruption(storage, floating, 2, kicked::add, events::add);

  @BeforeEach
  void setUp() {
    new SicBlock.Directed(2, 2, DISB).encode(storage, BLOCK);
    assertTrue(directed.control(4, 2, 0, storage, BLOCK));
    for (int cpu = 0; cpu < 2; cpu++) {
      new SicBlock.Cpu(VECTORS + 8 * cpu).encode(storage, BLOCK);
      assertTrue(directed.control(18, 2, cpu, storage, BLOCK));
    }
  }

  @Test
  void blocksHaveTheirFieldsInPlace() {
    storage.segment().fill((byte) 0xff);
    new SicBlock.Directed(2, 0x0102, 0x1234).encode(storage, BLOCK);
    assertEquals(0x2000_0000_0000_0102L, storage.getLong(BLOCK));
    assertEquals(0x1234, storage.getLong(BLOCK + 8));
    assertEquals(0, storage.getLong(BLOCK + 32));
    assertEquals(-1L, storage.getLong(BLOCK + 40));
    assertEquals(
        new SicBlock.Directed(2, 0x0102, 0x1234), SicBlock.Directed.decode(storage, BLOCK));
    new SicBlock.Cpu(0x5678).encode(storage, BLOCK);
    assertEquals(0x5678, storage.getLong(BLOCK + 8));
    assertEquals(new SicBlock.Cpu(0x5678), SicBlock.Cpu.decode(storage, BLOCK));
    SicBlock.Forwarding forwarding = new SicBlock.Forwarding(0x11, 0x22, 5, 0x0203);
    forwarding.encode(storage, BLOCK);
    assertEquals(0x11, storage.getLong(BLOCK));
    assertEquals(0x22, storage.getLong(BLOCK + 8));
    assertEquals(0x0005_0000_0000_0203L, storage.getLong(BLOCK + 16));
    assertEquals(forwarding, SicBlock.Forwarding.decode(storage, BLOCK));
  }

  @Test
  void formatOneHasTwoFields() {
    storage.putInt(BLOCK + 40, 0xf000_3fff);
    new DirectedRegistration(0x123, 0x4567).encode(storage, BLOCK);
    assertEquals(1, storage.getByte(BLOCK));
    assertEquals(0xf123_3fff, storage.getInt(BLOCK + 40));
    assertEquals(0x4567_0000, storage.getInt(BLOCK + 44));
    assertEquals(
        new DirectedRegistration(0x123, 0x4567), DirectedRegistration.decode(storage, BLOCK));
  }

  @Test
  void theMessageNamesTheCpu() {
    long message = DirectedInterruption.message(0xfe00_0000_0000_0000L, 0x1234);
    assertEquals(0xfe00_0000_0012_3400L, message);
    assertEquals(0x1234, DirectedInterruption.cpu(message));
  }

  @Test
  void aMessageInterruptsItsCpu() {
    directed.signal(1, 9);
    assertEquals(0x40, storage.getByte(VECTORS + 9));
    assertEquals(List.of(1), kicked);
    assertFalse(directed.isPending(0));
    assertTrue(directed.isPending(1));
    assertTrue(directed.take(1));
    assertFalse(directed.take(1));
    assertEquals(0, storage.getByte(DISB));
  }

  @Test
  void singleModeIsPerCpu() {
    assertTrue(directed.control(17, 2, 1, storage, BLOCK));
    directed.signal(1, 0);
    directed.take(1);
    directed.signal(1, 1);
    directed.signal(0, 1);
    directed.signal(0, 2);
    assertFalse(directed.isPending(1));
    assertEquals(0xc0, storage.getByte(VECTORS + 8));
    assertEquals(List.of(1, 0, 0), kicked);
    assertTrue(directed.control(17, 2, 1, storage, BLOCK));
    directed.signal(1, 2);
    assertTrue(directed.take(1));
    assertTrue(directed.control(16, 2, 1, storage, BLOCK));
    directed.signal(1, 3);
    directed.take(1);
    directed.signal(1, 3);
    assertTrue(directed.isPending(1));
  }

  @Test
  void aCpuOutOfReachIsServedByTheFallback() {
    directed.reachable(1, false);
    directed.signal(1, 0);
    directed.signal(1, 1);
    assertEquals(0x40, storage.getByte(DISB));
    assertEquals(0xc0, storage.getByte(VECTORS + 8));
    assertFalse(directed.isPending(1));
    assertEquals(2, floating.take(0xff));
    assertEquals(-1, floating.take(0xff));
    directed.reachable(1, true);
    directed.signal(1, 2);
    assertTrue(directed.isPending(1));
  }

  @Test
  void floatingOperationsReachTheFloatingFacility() {
    assertTrue(directed.control(1, 2, 0, storage, BLOCK));
    assertEquals(0x20, floating.singleMode());
    assertFalse(directed.control(2, 2, 0, storage, BLOCK));
    assertFalse(directed.control(5, 2, 0, storage, BLOCK));
  }

  @Test
  void moreCpusThanThereAreAreRefused() {
    new SicBlock.Directed(2, 3, DISB).encode(storage, BLOCK);
    assertFalse(directed.control(4, 2, 0, storage, BLOCK));
  }

  @Test
  void aMessageForNobodyIsDropped() {
    directed.signal(2, 0);
    directed.signal(-1, 0);
    assertEquals(List.of(), kicked);
    new SicBlock.Cpu(0x1000).encode(storage, BLOCK);
    directed.control(18, 2, 0, storage, BLOCK);
    directed.signal(0, 0);
    assertEquals(1, events.size());
  }
}
