package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Mappings as recordings have them. */
class RecordedMemoryTest {
  private static final int NOT_MAPPED = Dma.PROTECTED;

  private final RecordedMemory memory = new RecordedMemory();
  private final MemorySegment bytes = MemorySegment.ofArray(new long[2048]);

  @Test
  void aWriteRunsAcrossPagesThatLieApart() {
    memory.map(0x1000, 0x70_0000_0000L, 0x1000, 3);
    memory.map(0x2000, 0x5000, 0x1000, 3);
    bytes.set(Layouts.LONG, 0, 0x1122334455667788L);
    assertEquals(0, memory.write(0x1ffc, bytes, 0, 8));
    memory.map(0x9000, 0x5000, 0x1000, 3);
    assertEquals(0, memory.read(0x9000, bytes, 8, 4));
    assertEquals(0x55667788, bytes.get(Layouts.INT, 8));
  }

  @Test
  void aWideUnmapEndsAllAndSaysWhetherOneStartedThere() {
    memory.map(0x11fff8000L, 0, 0x1000, 3);
    memory.map(0x11fff9000L, 0x1000, 0x1000, 3);
    assertEquals(false, memory.unmap(0, 0x120000000L));
    assertEquals(NOT_MAPPED, memory.check(0x11fff8000L, 1));
    assertEquals(NOT_MAPPED, memory.check(0x11fff9000L, 1));
    assertEquals(false, memory.unmap(0, -1L));
  }

  @Test
  void oneUnmapForFourMaps() {
    for (int i = 0; i < 4; i++) {
      memory.map(0x8000 + 0x1000L * i, 0x1000L * i, 0x1000, 3);
    }
    assertEquals(0, memory.check(0x8000, 0x4000));
    assertEquals(true, memory.unmap(0x8000, 0x4000));
    assertEquals(false, memory.unmap(0x8000, 0x4000));
  }

  @Test
  void anUnmapCutsALargeMapping() {
    memory.map(0x10_0000, 0, 1L << 40, 3);
    assertEquals(false, memory.unmap(0x20_0000, 0x1000));
    assertEquals(0, memory.check(0x1f_f000, 0x1000));
    assertEquals(NOT_MAPPED, memory.check(0x1f_f000, 0x1001));
    assertEquals(NOT_MAPPED, memory.check(0x20_0fff, 1));
    assertEquals(0, memory.check(0x20_1000, 1L << 39));
    assertEquals(0, memory.write(0x20_1000, bytes, 0, 16384));
    assertEquals(true, memory.unmap(0x20_1000, 1L << 50));
    assertEquals(0, memory.check(0x10_0000, 0x10_0000));
  }

  @Test
  void whatIsReadOnlyIsNotWritten() {
    memory.map(0x1000, 0, 0x1000, 1);
    Register previous = new Register();
    assertEquals(NOT_MAPPED, memory.write(0x1000, bytes, 0, 1));
    assertEquals(NOT_MAPPED, memory.or(0x1000, 1, previous));
    assertEquals(NOT_MAPPED, memory.check(0x1000, 1));
    assertEquals(0, memory.read(0x1000, bytes, 0, 1));
  }

  @Test
  void orTellsWhatWasThere() {
    memory.map(0x1000, 0x3000, 0x1000, 3);
    Register previous = new Register();
    assertEquals(0, memory.or(0x1008, 0x8000_0000, previous));
    assertEquals(0, previous.get());
    assertEquals(0, memory.or(0x1008, 1, previous));
    assertEquals(0x8000_0000L, previous.get());
    assertEquals(0, memory.read(0x1008, bytes, 0, 4));
    assertEquals(0x8000_0001, bytes.get(Layouts.INT, 0));
  }

  @Test
  void theWholeAddressSpaceAndOffsetsWithTheHighestBit() {
    memory.map(0, 0x8000_0000_0000_0ffeL, -1L, 3);
    bytes.set(Layouts.LONG, 0, 0x1122334455667788L);
    assertEquals(0, memory.write(-9L, bytes, 0, 8));
    assertEquals(0, memory.read(-9L, bytes, 8, 8));
    assertEquals(0x1122334455667788L, bytes.get(Layouts.LONG, 8));
    assertEquals(NOT_MAPPED, memory.write(-8L, bytes, 0, 8));
    assertEquals(NOT_MAPPED, memory.read(-2L, bytes, 0, 4));
    Register previous = new Register();
    assertEquals(0, memory.or(0, 0x8000_0001, previous)); // lies in two pages
    assertEquals(0, memory.or(0, 2, previous));
    assertEquals(0x8000_0001L, previous.get());
  }

  @Test
  void whatIsMappedIsTakenUntilItIsUnmapped() {
    memory.map(0x2000, 0x7000, 0x1000, 3);
    memory.map(0x8000, 0, 0x1000, 3);
    assertEquals(true, memory.isTaken(0x1000, 0, 0x1001, 3));
    assertEquals(true, memory.isTaken(0x2fff, 0, 1, 3));
    assertEquals(true, memory.isTaken(0, 0, -1L, 3));
    assertEquals(true, memory.isTaken(0x2000, 0x9000, 0x1000, 3));
    assertEquals(true, memory.isTaken(0x2000, 0x7000, 0x1000, 1));
    assertEquals(false, memory.isTaken(0x2000, 0x7000, 0x1000, 3));
    assertEquals(false, memory.isTaken(0x3000, 0, 0x5000, 3));
    assertEquals(false, memory.isTaken(0x1000, 0, 0x1000, 3));
    memory.unmap(0x2000, 0x1000);
    assertEquals(false, memory.isTaken(0x2000, 0x9000, 0x1000, 3));
  }
}
