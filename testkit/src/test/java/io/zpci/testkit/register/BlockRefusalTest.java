package io.zpci.testkit.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmFacts;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each wrong declaration of a block is refused when the register file is made. */
class BlockRefusalTest {
  private static final FunctionFacts MEMORY = MemoryFunction.memory().facts();
  private static final FunctionFacts ISM = IsmFacts.plain(0);

  private final IssuedInstructions below = new IssuedInstructions();

  private List<String> refused(Class<?> type) {
    return refused(type, Binding.byHandle(below, 1));
  }

  private List<String> refused(Class<?> type, FunctionFacts facts) {
    return refused(type, Binding.byHandle(below, 1).withFacts(facts));
  }

  private static List<String> refused(Class<?> type, Binding binding) {
    RegisterDeclarationException refused =
        assertThrows(RegisterDeclarationException.class, () -> Registers.of(type, binding));
    assertEquals(String.join("\n", refused.problems()), refused.getMessage());
    return refused.problems().stream().map(line -> line.replace("BlockRefusalTest.", "")).toList();
  }

  @Space(0)
  interface Blocks {
    @Offset(0)
    @StoreBlock(max = 4097)
    void tooLong(GuestStorage storage, long address, int length);

    @Offset(0xff8)
    @StoreBlock(length = 16)
    void acrossThePage(GuestStorage storage, long address);

    @Offset(0x100)
    @StoreBlock(length = 16, max = 16)
    void twoLengths(GuestStorage storage, long address);

    @Offset(0x200)
    @StoreBlock(max = -1)
    void negative(GuestStorage storage, long address, int length);

    @Offset(0x300)
    @StoreBlock
    void noLength(GuestStorage storage, long address);

    @Offset(0x400)
    @StoreBlock(length = 8)
    void oneLength(GuestStorage storage, long address, int length);

    @Offset(0x500)
    @StoreBlock
    @Width(8)
    void width(GuestStorage storage, long address, int length);

    @Offset(0x600)
    @StoreBlock
    long read(GuestStorage storage, long address, int length);

    @Offset(0x700)
    @StoreBlock
    void noStorage(long address, int length);

    @Space(15)
    @Offset(0x40)
    @StoreBlock
    void configuration(GuestStorage storage, long address, int length);

    @Offset(0xe00)
    @Stride(value = 0x80, count = 8)
    @StoreBlock(max = 0x80)
    void fits(GuestStorage storage, int index, long address, int length);
  }

  @Test
  void blocks() {
    assertEquals(
        List.of(
            "Blocks.fits(GuestStorage, int, long, int): @Stride without an index; expected an int"
                + " as first parameter",
            "Blocks.noLength(GuestStorage, long): a block from (GuestStorage, long); expected"
                + " (GuestStorage, long, int)",
            "Blocks.oneLength(GuestStorage, long, int): a block from (GuestStorage, long, int);"
                + " expected (GuestStorage, long), since its length is 8",
            "Blocks.read(GuestStorage, long, int): returns long; expected void, or int for how it"
                + " ended",
            "Blocks.width(GuestStorage, long, int): @StoreBlock and @Width; expected a block"
                + " without: its bytes go as they lie",
            "Blocks.acrossThePage(GuestStorage, long): a block of 16 at 0xff8 crosses 4 KiB;"
                + " expected at most 8 there",
            "Blocks.configuration(GuestStorage, long, int): a block in configuration space;"
                + " expected space 0 to 5",
            "Blocks.negative(GuestStorage, long, int): a length of -1; expected 1 or more",
            "Blocks.tooLong(GuestStorage, long, int): blocks of 4097; expected at most 4096",
            "Blocks.twoLengths(GuestStorage, long): length 16 and max 16; expected one of them",
            "Blocks.noStorage(long, int): no storage to take blocks from; expected one in the"
                + " binding, or a GuestStorage as parameter"),
        refused(Blocks.class));
  }

  @Space(0)
  interface StrictBlocks {
    @Offset(0)
    @StoreBlock(max = 136)
    void beyondMaxstbl(GuestStorage storage, long address, int length);

    @Offset(0)
    @StoreBlock(max = 100)
    void notAMultiple(GuestStorage storage, long address, int length);

    @Offset(0)
    @StoreBlock(length = 8)
    void doubleword(GuestStorage storage, long address);

    @Offset(4)
    @StoreBlock
    void misaligned(GuestStorage storage, long address, int length);

    @Offset(0xff8)
    @StoreBlock
    void noRoom(GuestStorage storage, long address, int length);
  }

  @Test
  void strictBlocks() {
    assertEquals(
        List.of(
            "StrictBlocks.beyondMaxstbl(GuestStorage, long, int): blocks of 136; expected at most"
                + " 128, which memory takes",
            "StrictBlocks.doubleword(GuestStorage, long): blocks of 8; expected a multiple of 8"
                + " above 8, since memory is strict",
            "StrictBlocks.misaligned(GuestStorage, long, int): blocks at 0x4; expected multiples of"
                + " 8, since memory is strict",
            "StrictBlocks.noRoom(GuestStorage, long, int): room for a block of 8 at 0xff8; expected"
                + " 16 or more",
            "StrictBlocks.notAMultiple(GuestStorage, long, int): blocks of 100; expected a multiple"
                + " of 8 above 8, since memory is strict"),
        refused(StrictBlocks.class, MEMORY));
  }

  @Test
  void theSameBlocksAreFineForARelaxedFunction() {
    StrictBlocks made = Registers.of(StrictBlocks.class, Binding.byHandle(below, 1).withFacts(ISM));
    GuestStorage storage = new GuestStorage(0, MemorySegment.NULL);
    made.misaligned(storage, 1, 3);
    made.noRoom(storage, 0, 8);
    assertEquals(
        List.of("storeBlock 0 0x100000003 0x4 0:0x1", "storeBlock 0 0x100000008 0xff8 0:0x0"),
        below.issued);
    assertThrows(IllegalArgumentException.class, () -> made.noRoom(storage, 0, 9));
  }
}
