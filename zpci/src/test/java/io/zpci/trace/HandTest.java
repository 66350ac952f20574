package io.zpci.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class HandTest {
  @Test
  void handsWithTheSameNameAreTheSameHand() {
    Hand own = new Hand(new StringBuilder("qe").append("mu").toString());
    assertEquals(Hand.QEMU, own);
    assertEquals(Hand.QEMU.hashCode(), own.hashCode());
  }

  @Test
  void handsWithOtherNamesAreNot() {
    assertNotEquals(Hand.QEMU, Hand.VFIO);
    assertNotEquals(Hand.QEMU, (Object) "qemu");
    assertNotEquals(null, Hand.QEMU);
  }
}
