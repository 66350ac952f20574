package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Status;
import io.zpci.firmware.FirmwareRules;
import io.zpci.posix.Descriptor;
import io.zpci.posix.PosixException;
import io.zpci.posix.SharedFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Blocks that were taken before the guest's VMM executed them. */
class ServedBlocksTest {
  private static final int SPECIFICATION = Outcome.exception(ProgramInterruption.SPECIFICATION);
  private static final String BYTES16 = "00112233445566778899aabbccddeeff";

  private final Served served = new Served();

  private static boolean serves(OptionalInt guestHandle, int handle) {
    return new Served(guestHandle, FirmwareRules.DEFAULT).function.serves(handle);
  }

  /** PCISTB with the block 3 bytes into the data. */
  private int block(long request, long offset, long address, String hex) {
    MemorySegment data = MemorySegment.ofArray(Served.HEX.parseHex("fefefe" + hex));
    return served.function.storeBlock(request, offset, address, data, 3);
  }

  @Test
  void withoutAHandleEveryEnabledOneIsServed() {
    assertTrue(serves(OptionalInt.empty(), 0x80020000));
    assertTrue(serves(OptionalInt.empty(), 0x80020001));
    assertFalse(serves(OptionalInt.empty(), 0x00020000), "the VMM answers cc 3");
  }

  @Test
  void withAHandleThatOneIsServed() {
    for (int configured : new int[] {0x00020001, 0x80020001}) {
      assertTrue(serves(OptionalInt.of(configured), 0x80020001));
      assertFalse(serves(OptionalInt.of(configured), 0x00020001));
      assertFalse(serves(OptionalInt.of(configured), 0x80020000));
      assertFalse(serves(OptionalInt.of(configured), 0x81020001));
    }
  }

  @Test
  void aBlockIsExecutedForTheFunctionWhateverItsHandle() {
    assertEquals(Outcome.OK, block(0x80020000_00_00_0010L, 0x48, 0x37fe0003aa8L, BYTES16));
    assertEquals(BYTES16, served.read(0, 0x48, 16));
    List<String> told = served.told();
    assertEquals(List.of("block 0 48: " + BYTES16 + " at aa8", "stored: cc 0"), told.subList(0, 2));
    assertEquals(Outcome.OK, block(0x80020007_00_02_0010L, 0x100, 0, BYTES16));
    assertEquals(BYTES16, served.read(2, 0x100, 16));
  }

  @Test
  void theFirmwaresRulesHold() {
    long request = 0x80020000_00_00_0010L;
    assertEquals(SPECIFICATION, block(request, 0x44, 0, BYTES16), "offset");
    assertEquals(SPECIFICATION, block(request, 0xff8, 0, BYTES16), "4 KiB of the space");
    assertEquals(SPECIFICATION, block(request, 0, 0x1004, BYTES16), "the operand's alignment");
    assertEquals(SPECIFICATION, block(0x80020000_00_00_0008L, 0, 0, "0102030405060708"));
    assertEquals(SPECIFICATION, block(0x80020000_00_00_0000L, 0, 0, ""));
    assertEquals(SPECIFICATION, block(0x80020000_00_00_0088L, 0, 0, "00".repeat(136)));
    assertEquals(SPECIFICATION, block(0x80020000_00_00_ffffL, 0, 0xfff, "00".repeat(0xffff)));
    assertEquals(Outcome.error(Status.INVAL_AS), block(0x80020000_00_0f_0010L, 0x40, 0, BYTES16));
    assertEquals(Outcome.error(Status.INVAL_AS), block(0x80020000_00_06_0010L, 0x40, 0, BYTES16));
    assertEquals(
        Outcome.exception(ProgramInterruption.OPERAND), block(request, 0x10000, 0, BYTES16));
    assertEquals(
        Outcome.exception(ProgramInterruption.OPERAND), block(request, 1L << 63, 0, BYTES16));
    assertEquals("00".repeat(16), served.read(0, 0, 16));
  }

  @Test
  void dataThatIsNotThereIsAnAddressingException() {
    served.told();
    int outcome = Outcome.exception(ProgramInterruption.ADDRESSING);
    assertEquals(outcome, block(0x80020000_00_00_0018L, 0, 0, BYTES16));
    MemorySegment data = MemorySegment.ofArray(new byte[16]);
    assertEquals(outcome, served.function.storeBlock(0x80020000_00_00_0010L, 0, 0, data, -1));
    assertEquals(
        outcome, served.function.storeBlock(0x80020000_00_00_0010L, 0, 0, data, Long.MAX_VALUE));
    assertEquals(List.of(), served.told());
  }

  @Test
  void aFunctionInErrorRefusesBlocks() {
    served.entry.failed(2, 0);
    assertEquals(Outcome.error(Status.BLOCKED), block(0x80020000_00_00_0010L, 0x40, 0, BYTES16));
  }

  @Test
  void theGuestsStorageIsReadWhereTheClientMappedIt() throws PosixException {
    byte[] read = new byte[4];
    MemorySegment target = MemorySegment.ofArray(read);
    assertFalse(served.function.read(0x1ff8, target, 0, 4), "nobody is there");
    served.attach();
    assertFalse(served.function.read(0x1ff8, target, 0, 4), "nothing is mapped");
    try (Arena arena = Arena.ofConfined();
        SharedFile file = SharedFile.create("ram", 0x2000)) {
      MemorySegment ram = file.map(arena, 0, 0x2000, true);
      ram.set(ValueLayout.JAVA_BYTE, 0x1ffb, (byte) 9);
      Descriptor passed = new Descriptor(file.descriptor().release());
      assertEquals(0, served.function.dmaMap(0x1_0000_0000L, 0x1000, 3, 0, passed));
    }
    assertTrue(served.function.read(0x1ff8, target, 0, 4));
    assertEquals(9, read[3]);
    assertFalse(served.function.read(0x1ffe, target, 0, 4), "beyond its end");
    served.function.detach();
    assertFalse(served.function.read(0x1ff8, target, 0, 4), "the client is gone");
  }
}
