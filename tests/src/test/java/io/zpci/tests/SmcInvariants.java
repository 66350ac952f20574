package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.guest.SmcConnection;
import io.zpci.storage.GuestStorage;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * What holds for every store block and interrupt of two SMC-D ends, checked as they happen. The
 * pieces of what lies between two CDC messages are counted from the rings' sizes alone.
 */
final class SmcInvariants implements SmcGuest.Watch {
  private static final int PAGE = 4096;
  private static final int CDC = 32;
  private static final long SIGNAL = 1L << 23;
  private static final long FIELD = SIGNAL - 1;

  /** One direction: the raw cursors of its writer's messages, as counts since the beginning. */
  private static final class Direction {
    long produced;
    long consumed;
    long moved;
    int pieces;
    boolean blocked;
  }

  private final int ring;
  private final int sendRing;
  private final Map<String, Direction> directions = new HashMap<>();
  private int interrupts;
  private int messages;
  private int blocks;

  /** For ends whose DMBs and send buffers have {@code length} bytes. */
  SmcInvariants(int length) {
    this.ring = length - CDC;
    this.sendRing = length;
    directions.put("a", new Direction());
    directions.put("b", new Direction());
  }

  int blocks() {
    return blocks;
  }

  int messages() {
    return messages;
  }

  int interrupts() {
    return interrupts;
  }

  boolean everBlocked() {
    return directions.values().stream().anyMatch(each -> each.blocked);
  }

  long produced(String guest) {
    return own(guest).produced;
  }

  private Direction own(String guest) {
    return directions.get(guest);
  }

  private Direction other(String guest) {
    return directions.get(guest.equals("a") ? "b" : "a");
  }

  @Override
  public void block(SmcGuest guest, int space, long offset, int length, long address) {
    if (space != 0) {
      return;
    }
    blocks++;
    Direction own = own(guest.name());
    if ((offset & SIGNAL) == 0) {
      own.pieces++;
      own.moved += length;
      assertTrue((offset & PAGE - 1) + length <= PAGE, "a piece crosses 4 KiB");
      assertTrue((offset & FIELD) >= CDC, "data where the message belongs");
    } else {
      assertEquals(0, offset & FIELD);
      assertEquals(CDC, length);
      message(own, other(guest.name()), guest.memory(), address);
    }
  }

  private void message(Direction own, Direction other, GuestStorage memory, long address) {
    messages++;
    assertEquals(0xfe00_0000_0000_0000L, memory.getLong(address));
    assertEquals(0, memory.getShort(address + 14), "flags behind the producer cursor");
    long produced = total(memory.getShort(address + 8), memory.getInt(address + 10));
    assertEquals(own.moved, produced - own.produced, "moved and produced");
    assertEquals(pieces(own.produced, own.moved), own.pieces, "pieces");
    assertTrue(produced - other.consumed <= ring, "more than the ring takes");
    own.blocked |= (memory.getByte(address + 22) & 0x80) != 0;
    own.produced = produced;
    own.consumed = total(memory.getShort(address + 16), memory.getInt(address + 18));
    own.moved = 0;
    own.pieces = 0;
  }

  private long total(int wrap, int count) {
    assertTrue(count >= 0 && count < ring, "a cursor outside the ring");
    return (long) wrap * ring + count;
  }

  /** Cuts lie where either ring ends and where the DMB crosses 4 KiB. */
  private int pieces(long from, long length) {
    TreeSet<Long> cuts = new TreeSet<>();
    for (long at = from + 1; at < from + length; at++) {
      boolean page = (at % ring + CDC) % PAGE == 0;
      if (at % ring == 0 || at % sendRing == 0 || page) {
        cuts.add(at);
      }
    }
    return length == 0 ? 0 : cuts.size() + 1;
  }

  @Override
  public void load(SmcGuest guest, int space, long offset, int length, long value) {}

  @Override
  public void interrupt(SmcGuest guest) {
    interrupts++;
    GuestStorage memory = guest.memory();
    int flags = memory.getByte(guest.sba());
    assertTrue((flags & 0x80) != 0, "an interrupt without the summary bit");
    boolean set = (flags & 0x40) != 0;
    for (int at = 8; at < 244; at++) {
      set |= memory.getByte(guest.sba() + at) != 0;
    }
    assertTrue(set, "an interrupt without a set bit");
  }

  /** Nothing is under way any more. */
  void atRest(SmcConnection... ends) {
    for (SmcConnection end : ends) {
      assertEquals(0, end.unsent());
      assertEquals(0, end.readable());
    }
    directions.values().forEach(each -> assertEquals(0, each.moved));
  }
}
