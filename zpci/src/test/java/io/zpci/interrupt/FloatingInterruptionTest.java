package io.zpci.interrupt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.InterruptionControls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The facility: pending subclasses and suppression. Source: spec zpci 12.5, notifications b.5. */
class FloatingInterruptionTest {
  private int kicks;
  private final FloatingInterruption facility = new FloatingInterruption(true, () -> kicks++);

  @Test
  void pendingIsOneBitPerSubclassHoweverOftenInjected() {
    assertTrue(facility.inject(2));
    assertTrue(facility.inject(2));
    assertEquals(2, kicks);
    assertTrue(facility.isPending(0x20));
    assertFalse(facility.isPending(0xdf));
    assertEquals(2, facility.take(0xff));
    assertEquals(-1, facility.take(0xff));
    assertFalse(facility.isPending(0xff));
  }

  @Test
  void theLowestSubclassThatTheMaskLetsThroughIsTakenFirst() {
    facility.inject(7);
    facility.inject(0);
    facility.inject(3);
    assertEquals(3, facility.take(0x7f));
    assertEquals(0, facility.take(0xff));
    assertEquals(-1, facility.take(0xfe));
    assertEquals(7, facility.take(0x01));
  }

  @Test
  void bitsAboveTheSubclassesOfAMaskDoNotCount() {
    facility.control(InterruptionControls.SINGLE, 2);
    assertFalse(facility.isPending(-1));
    assertEquals(-1, facility.take(-1));
  }

  @Test
  void singleModeLetsOneInterruptionThrough() {
    assertTrue(facility.control(InterruptionControls.SINGLE, 2));
    assertEquals(0x20, facility.singleMode());
    assertEquals(0, facility.noMode());
    assertTrue(facility.inject(2));
    assertEquals(0x20, facility.singleMode());
    assertEquals(0x20, facility.noMode());
    assertFalse(facility.inject(2));
    assertEquals(1, kicks);
    assertEquals(2, facility.take(0x20));
    assertFalse(facility.inject(2));
    assertFalse(facility.isPending(0x20));
    assertTrue(facility.control(InterruptionControls.SINGLE, 2));
    assertFalse(facility.isPending(0x20));
    assertTrue(facility.inject(2));
  }

  @Test
  void allClearsBothModes() {
    facility.control(InterruptionControls.SINGLE, 2);
    facility.inject(2);
    assertTrue(facility.control(InterruptionControls.ALL, 2));
    assertEquals(0, facility.singleMode());
    assertEquals(0, facility.noMode());
    assertTrue(facility.inject(2));
    assertTrue(facility.inject(2));
  }

  @Test
  void subclassesDoNotShareModes() {
    facility.control(InterruptionControls.SINGLE, 0);
    facility.control(InterruptionControls.SINGLE, 7);
    facility.inject(7);
    assertEquals(0x81, facility.singleMode());
    assertEquals(0x01, facility.noMode());
    assertTrue(facility.inject(0));
    assertFalse(facility.inject(7));
    assertTrue(facility.inject(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 16, 17, 18, 0xffff, -1})
  void everyOtherOperationIsUnknown(int operation) {
    facility.control(InterruptionControls.SINGLE, 2);
    assertFalse(facility.control(operation, 2));
    assertEquals(0x20, facility.singleMode());
    assertEquals(0, facility.noMode());
  }

  @Test
  void withoutSuppressionNoOperationIsKnownAndNothingIsDropped() {
    FloatingInterruption plain = new FloatingInterruption(false, () -> kicks++);
    assertFalse(plain.control(InterruptionControls.ALL, 2));
    assertFalse(plain.control(InterruptionControls.SINGLE, 2));
    assertEquals(0, plain.singleMode());
    assertTrue(plain.inject(2));
    assertTrue(plain.inject(2));
    assertEquals(0, plain.noMode());
    assertEquals(2, kicks);
  }

  @Test
  void forwardingChangesNoModeAndIsDroppedOnlyUnderBoth() {
    facility.control(InterruptionControls.SINGLE, 2);
    assertTrue(facility.forward(2));
    assertTrue(facility.forward(2));
    assertEquals(0x20, facility.singleMode());
    assertEquals(0, facility.noMode());
    facility.inject(2);
    assertEquals(2, facility.take(0xff));
    assertFalse(facility.forward(2));
    assertFalse(facility.isPending(0xff));
    assertEquals(3, kicks);
  }
}
