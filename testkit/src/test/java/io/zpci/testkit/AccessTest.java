package io.zpci.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.ism.MoveOffset;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrival;
import io.zpci.workload.Bytes;
import org.junit.jupiter.api.Test;

/** Which operations an expectation takes, in what others differ, and how it reads. */
class AccessTest {
  private static final long TOKEN = 7L << MoveOffset.TOKEN_SHIFT;

  private static Seen seen(Operation operation, int space, long offset, int length) {
    Bytes data = Bytes.counting(0x10, length);
    return Seen.of(new Arrival(operation, false, space, offset, length, data, Outcome.OK), null);
  }

  private static Seen moved(boolean signal) {
    return seen(Operation.PCISTB, 0, MoveOffset.of(TOKEN, 3, signal, 0x40), 16);
  }

  @Test
  void eachPartIsCompared() {
    Seen block = seen(Operation.PCISTB, 2, 8, 16);
    assertNull(Access.pcistb(2, 8, 16).difference(block));
    assertEquals("the operation", Access.pcistg(2, 8, 16).difference(block));
    assertEquals("the space", Access.pcistb(0, 8, 16).difference(block));
    assertEquals("the offset", Access.pcistb(2, 0, 16).difference(block));
    assertEquals("the length", Access.pcistb(2, 8, 8).difference(block));
    assertEquals("how it ended", Access.any().ending(Outcome.BUSY).difference(block));
    assertNull(Access.any().ending(Outcome.OK).difference(block));
  }

  @Test
  void bytesAreComparedUpToTheFirstThatDiffers() {
    Seen store = seen(Operation.PCISTG, 2, 8, 4);
    assertNull(Access.store().of("10111213").difference(store));
    assertEquals("byte 0x2: expected 02, was 12", Access.store().of("10110213").difference(store));
    assertEquals(
        "the number of bytes: expected 3, was 4", Access.store().of("101112").difference(store));
    assertEquals(
        "the number of bytes: expected 5, was 4",
        Access.store().of("1011121314").difference(store));
    assertNull(Access.store().startingWith("1011").difference(store));
    assertEquals(
        "byte 0x1: expected 12, was 11", Access.store().startingWith("1012").difference(store));
    assertEquals(
        "the number of bytes: expected 5, was 4",
        Access.store().startingWith("1011121314").difference(store));
  }

  @Test
  void whatAnOperationIsToAFunctionCoversItsForms() {
    assertTrue(Access.block().matches(seen(Operation.PCISTB, 0, 0, 8)));
    assertTrue(Access.block().matches(seen(Operation.PCISTBI, 0, 0, 8)));
    assertTrue(Access.block().matches(seen(Operation.BLOCK, 0, 0, 8)));
    assertFalse(Access.block().matches(seen(Operation.PCISTG, 0, 0, 8)));
    assertTrue(Access.store().matches(seen(Operation.PCISTG, 0, 0, 8)));
    assertTrue(Access.store().matches(seen(Operation.STORE, 0, 0, 8)));
    assertFalse(Access.store().matches(seen(Operation.PCISTB, 0, 0, 8)));
    assertFalse(Access.store().matches(seen(Operation.PCILG, 0, 0, 8)));
    assertTrue(Access.load().matches(seen(Operation.PCILGI, 0, 0, 8)));
    assertFalse(Access.load().matches(seen(Operation.STORE, 0, 0, 8)));
    assertTrue(Access.any().matches(seen(Operation.IOWRITE, 15, 4, 2)));
  }

  @Test
  void anArrivalInTheMioFormHasThatInstruction() {
    Arrival mio = new Arrival(Operation.PCISTB, true, 0, 0, 8, Bytes.counting(0, 8), Outcome.OK);
    assertEquals("pcistbi 0+0x0 8 of 0001020304050607", Seen.of(mio, null).toString());
    assertEquals("the operation", Access.pcistb(0, 0, 8).difference(Seen.of(mio, null)));
    assertTrue(Access.of(Operation.PCISTBI).matches(Seen.of(mio, null)));
  }

  @Test
  void aMoveIsKnownByTokenAndPlace() {
    Access move = Access.move(TOKEN, 0x40, 16);
    assertTrue(move.matches(moved(true)));
    assertTrue(move.matches(moved(false)));
    assertTrue(move.signalling().matches(moved(true)));
    assertTrue(move.silent().matches(moved(false)));
    assertEquals(
        "the signal flag, 0x800000 of the offset", move.signalling().difference(moved(false)));
    assertEquals("the signal flag, 0x800000 of the offset", move.silent().difference(moved(true)));
    assertEquals("the offset", Access.move(TOKEN, 0x80, 16).difference(moved(true)));
    assertEquals("the offset", Access.move(2 * TOKEN, 0x40, 16).difference(moved(true)));
  }

  @Test
  void partsNotSaidAreStars() {
    assertEquals("operation", Access.any().toString());
    assertEquals("pcistb", Access.of(Operation.PCISTB).toString());
    assertEquals("block 2+* *", Access.block().in(2).toString());
    assertEquals("load *+0x8 *", Access.load().at(8).toString());
    assertEquals("store *+* 4", Access.store().length(4).toString());
    assertEquals("pcistb 2+0x8 16", Access.pcistb(2, 8, 16).toString());
    assertEquals("block *+0x40/0xff *", Access.block().at(0x1040, 0xff).toString());
  }

  @Test
  void bytesAndEndAreSaidBehind() {
    assertEquals(
        "pcilg 2+0x0 8 of 0011, cc 1 status 12",
        Access.pcilg(2, 0, 8).of("0011").ending(Outcome.error(12)).toString());
    assertEquals("block of 0011 ..", Access.block().startingWith("0011").toString());
  }

  @Test
  void aMoveSaysWhichBitsItLeavesOpen() {
    Access move = Access.move(TOKEN, 0x40, 16);
    assertEquals("block 0+0x700000040 16, any element, signalling or not", move.toString());
    assertEquals("block 0+0x700800040 16, any element", move.signalling().toString());
    assertEquals("block 0+0x700000040 16, any element", move.silent().toString());
  }
}
