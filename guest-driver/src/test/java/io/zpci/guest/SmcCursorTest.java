package io.zpci.guest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Cursors of a ring of 16,352 bytes. */
class SmcCursorTest {
  private static final int RING = 16352;

  @Test
  void cursorHasItsWrapAboveItsCount() {
    assertEquals(0x0000_0012_0000_056dL, SmcCursor.of(0x12, 0x56d));
    assertEquals(0x12, SmcCursor.wrap(0x0000_0012_0000_056dL));
    assertEquals(0x56d, SmcCursor.count(0x0000_0012_0000_056dL));
  }

  @Test
  void cursorWrapsWhereTheRingEnds() {
    assertEquals(SmcCursor.of(0, 16351), SmcCursor.add(RING, 0, 16351));
    assertEquals(SmcCursor.of(1, 0), SmcCursor.add(RING, 0, RING));
    assertEquals(SmcCursor.of(8, 7), SmcCursor.add(RING, SmcCursor.of(7, 16350), 9));
  }

  @Test
  void wrapHas16Bits() {
    assertEquals(SmcCursor.of(0, 1), SmcCursor.add(RING, SmcCursor.of(0xffff, 16351), 2));
  }

  @Test
  void differenceGoesForwardOnce() {
    assertEquals(0, SmcCursor.difference(RING, SmcCursor.of(3, 9), SmcCursor.of(3, 9)));
    assertEquals(5, SmcCursor.difference(RING, SmcCursor.of(3, 9), SmcCursor.of(3, 14)));
    assertEquals(2, SmcCursor.difference(RING, SmcCursor.of(3, 16351), SmcCursor.of(4, 1)));
    assertEquals(RING, SmcCursor.difference(RING, SmcCursor.of(3, 9), SmcCursor.of(4, 9)));
    assertEquals(2, SmcCursor.difference(RING, SmcCursor.of(0xffff, 16351), SmcCursor.of(0, 1)));
  }

  @Test
  void whatGoesBackIsNoDifference() {
    assertEquals(0, SmcCursor.difference(RING, SmcCursor.of(3, 9), SmcCursor.of(3, 8)));
  }
}
