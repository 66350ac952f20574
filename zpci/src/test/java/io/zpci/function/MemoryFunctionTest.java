package io.zpci.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Status;
import io.zpci.function.FunctionFacts.BlockClass;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A device that is memory and nothing else. */
class MemoryFunctionTest {
  private final MemoryFunction memory = MemoryFunction.memory();
  private final Register loaded = new Register();

  private static MemoryFunction large() {
    return new MemoryFunction(
        new FunctionFacts(
            "large",
            1,
            2,
            0,
            0,
            List.of(1L << 48, 0L, 0L, 0L, 0L, 0L),
            BlockClass.RELAXED,
            4096,
            false,
            0,
            null,
            4096));
  }

  private long load(MemoryFunction function, int space, long offset, int length) {
    assertEquals(Outcome.OK, function.load(space, offset, length, loaded));
    return loaded.get();
  }

  @Test
  void theStockDevice() {
    FunctionFacts facts = memory.facts();
    assertEquals(0x1b36, facts.vendor());
    assertEquals(5, facts.device());
    assertEquals(List.of(0x10000L, 0L, 0x4000L, 0L, 0x1000L, 0L), facts.barSizes());
    assertEquals(new FunctionFacts.Msix(2, 0x2000, 0x2800, 4), facts.msix());
    assertEquals(1, facts.msiVectors());
    assertEquals(BlockClass.STRICT, facts.blockClass());
    assertEquals(128, facts.maxStoreBlock());
    assertEquals(256, facts.configSize());
    assertTrue(facts.mioCapable());
    assertFalse(facts.isIsm());
  }

  @Test
  void whatWasNeverStoredIsZero() {
    for (int length : new int[] {1, 2, 4, 8}) {
      loaded.set(-1);
      assertEquals(0, load(memory, 0, 0x8000, length));
    }
  }

  @Test
  void theLowestOffsetIsTheMostSignificantByte() {
    assertEquals(Outcome.OK, memory.store(0, 0, 8, 0x1122334455667788L));
    assertEquals(0x11223344, load(memory, 0, 0, 4));
    assertEquals(0x55667788, load(memory, 0, 4, 4));
    assertEquals(0x4455, load(memory, 0, 3, 2));
    assertEquals(0x88, load(memory, 0, 7, 1));
  }

  @Test
  void barsAreSeparate() {
    memory.store(0, 0x10, 4, 0x01020304);
    memory.store(2, 0x10, 4, 0x05060708);
    assertEquals(0x01020304, load(memory, 0, 0x10, 4));
    assertEquals(0x05060708, load(memory, 2, 0x10, 4));
    assertEquals(0, load(memory, 4, 0x10, 4));
  }

  @Test
  void accessesAndBlocksRunAcrossPages() {
    memory.store(0, 0xffd, 8, 0x1122334455667788L);
    assertEquals(0x1122334455667788L, load(memory, 0, 0xffd, 8));
    assertEquals(0x44, load(memory, 0, 0x1000, 1));
    assertEquals(0x0000112233445566L, load(memory, 0, 0xffb, 8));
    byte[] block = new byte[5000];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (i * 7);
    }
    assertEquals(Outcome.OK, memory.storeBlock(0, 0x2f00, MemorySegment.ofArray(block), 4, 4996));
    assertEquals(4 * 7, load(memory, 0, 0x2f00, 1));
    assertEquals((4999 * 7) & 0xff, load(memory, 0, 0x2f00 + 4995, 1));
    assertEquals(0, load(memory, 0, 0x2f00 + 4996, 1));
  }

  @Test
  void aBarOf256TebibytesTakesRoomWhereItIsStoredTo() {
    MemoryFunction large = large();
    SplittableRandom random = new SplittableRandom(1);
    long[] offsets = random.longs(300, 0, 1L << 45).map(value -> value * 8).toArray();
    for (long offset : offsets) {
      large.store(0, offset, 8, ~offset);
    }
    for (long offset : offsets) {
      assertEquals(~offset, load(large, 0, offset, 8));
    }
    large.store(0, (1L << 48) - 8, 8, 5);
    assertEquals(5, load(large, 0, (1L << 48) - 1, 1));
  }

  @Test
  void configurationSpaceIsBesideTheBars() {
    assertEquals(0x361b0500, load(memory, AddressSpace.CONFIG, 0, 4));
    memory.store(AddressSpace.CONFIG, 4, 2, 0x0600);
    assertTrue(memory.config().busMaster());
  }

  @Test
  void otherSpacesAreRefused() {
    loaded.set(7);
    assertEquals(Outcome.error(Status.INVAL_AS), memory.load(6, 0, 4, loaded));
    assertEquals(Outcome.error(Status.INVAL_AS), memory.store(14, 0, 4, 1));
    assertEquals(
        Outcome.error(Status.INVAL_AS),
        memory.storeBlock(15, 0, MemorySegment.ofArray(new byte[16]), 0, 16));
    assertEquals(7, loaded.get());
  }

  @Test
  void resetForgetsEverything() {
    memory.store(0, 0, 8, -1);
    memory.store(AddressSpace.CONFIG, 4, 2, 0x0600);
    memory.reset();
    assertEquals(0, load(memory, 0, 0, 8));
    assertFalse(memory.config().memoryEnabled());
  }
}
