package io.zpci.ism;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One block, one move. */
class MoveTest {
  private final Fabric fabric = new Fabric(0x120);
  private final Bench owner = new Bench(fabric, 0xa1a1_a1a1_0000_0001L).probed();
  private final Bench sender = new Bench(fabric, 0xb2b2_b2b2_0000_0002L).probed();
  private final long token = owner.dmb(0, 16384, 32, sender.function.gid());

  @Test
  void theOffsetOfTheSpecsVectors() {
    assertEquals(0x0000_1234_0080_0020L, MoveOffset.of(0x1234_0000_0000L, 0, true, 0x20));
    assertEquals(0x0000_1234_0300_0fffL, MoveOffset.of(0x1234_0000_0000L, 3, false, 0xfff));
    assertEquals(0x1234_0000_0000L, MoveOffset.token(0x0000_1234_0300_0fffL));
    assertEquals(3, MoveOffset.element(0x0000_1234_0300_0fffL));
    assertEquals(0xfff, MoveOffset.inDmb(0x0000_1234_0300_0fffL));
    assertEquals(0xff, MoveOffset.element(0xffff_ffff_ffffL));
    assertEquals(0x7f_ffff, MoveOffset.inDmb(0xffff_ffff_ffffL));
    assertEquals(true, MoveOffset.signals(0x0000_1234_0080_0020L));
    assertEquals(false, MoveOffset.signals(0x0000_1234_0300_0fffL));
  }

  @Test
  void dataAloneTouchesNothingElse() {
    assertEquals(Outcome.OK, sender.move(token, 0, false, 0x21, "0102030405"));
    assertEquals("w100021+5", owner.memory.log());
    assertEquals(0x01020304, owner.memory.u32(Bench.DMB + 0x21));
    assertEquals(5, owner.memory.u8(Bench.DMB + 0x25));
    assertEquals(0, owner.interrupts);
  }

  @Test
  void dataThenMaskThenBitThenSummary() {
    assertEquals(Outcome.OK, sender.move(token, 0, true, 0, "fe00"));
    assertEquals("w100000+2 o1140|10000000 o1008|80000000 o1000|80000000", owner.memory.log());
    assertEquals(1, owner.interrupts);
    assertEquals(0, sender.interrupts);
  }

  @Test
  void theInterruptComesOnlyWhereTheSummaryWasClear() {
    sender.move(token, 0, true, 0, "01");
    sender.move(token, 1, true, 0, "02");
    assertEquals(1, owner.interrupts);
    assertEquals(0x1800, owner.memory.u16(Bench.SBA + 256 + 2 * 32));
    owner.memory.u8(Bench.SBA, 0x40);
    sender.move(token, 0, true, 0, "03");
    assertEquals(2, owner.interrupts);
    assertEquals(0xc0, owner.memory.u8(Bench.SBA));
  }

  @Test
  void theLastByteAndAWholeBlock() {
    assertEquals(Outcome.OK, sender.move(token, 0, false, 16383, "77"));
    assertEquals(0x77, owner.memory.u8(Bench.DMB + 16383));
    assertEquals(Outcome.OK, sender.move(token, 0, false, 12288, "5a".repeat(4096)));
    assertEquals(0x5a, owner.memory.u8(Bench.DMB + 16383));
    assertEquals(List.of(), sender.broken());
  }

  @Test
  void theDataMayStandAnywhereInItsSegment() {
    byte[] bytes = {9, 9, 1, 2, 3, 9};
    long offset = MoveOffset.of(token, 0, false, 64);
    assertEquals(
        Outcome.OK,
        sender.function.storeBlock(
            0, offset, java.lang.foreign.MemorySegment.ofArray(bytes), 2, 3));
    assertEquals(0x01020300, owner.memory.u32(Bench.DMB + 64));
  }

  @Test
  void aFunctionMayTalkToItself() {
    long own = owner.dmb(0x8000, 4096, 33, owner.function.gid());
    assertEquals(Outcome.OK, owner.move(own, 0, true, 0, "11"));
    assertEquals(1, owner.interrupts);
  }

  @Test
  void anOffsetBeyondTheSpaceIsAnOperandException() {
    assertEquals(0x15 << 16, sender.block(0, 1L << 48, "00"));
    assertEquals(0x15 << 16, sender.block(0, -1, "00"));
  }

  @Test
  void theServedFunctionHasAnMsixTable() {
    IsmFunction served = fabric.add(3, IsmFacts.served(0x120));
    Register loaded = new Register();
    assertEquals(Outcome.OK, served.load(4, 12, 4, loaded));
    assertEquals(0x0100_0000, loaded.get());
    assertEquals(Outcome.OK, served.store(4, 0, 8, 0x1122334455667788L));
    assertEquals(Outcome.OK, served.store(4, 0x800, 8, -1));
    assertEquals(Outcome.OK, served.load(4, 0, 8, loaded));
    assertEquals(0x1122334455667788L, loaded.get());
    assertEquals(Outcome.OK, served.load(4, 0x800, 8, loaded));
    assertEquals(0, loaded.get());
    assertEquals(0x15 << 16, served.load(4, 0xffc, 8, loaded));
    assertEquals(0x15 << 16, served.store(4, 0xffc, 8, 0));
  }

  @Test
  void configurationSpaceNamesTheFunction() {
    Register loaded = new Register();
    assertEquals(Outcome.OK, sender.function.load(15, 0, 4, loaded));
    assertEquals(0x1410_ed04L, loaded.get());
    assertEquals(Outcome.OK, sender.function.store(15, 4, 2, 0x0600));
    assertEquals(true, sender.function.config().busMaster());
  }
}
