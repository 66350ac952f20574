package io.zpci.testkit.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.arch.Status;
import io.zpci.storage.GuestStorage;
import io.zpci.testkit.register.Order.Endian;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Test;

/** By handle: which instruction, with which raw operands, and what comes back. */
class RegistersTest {
  private static final int HANDLE = 0x8000_0102;

  private final IssuedInstructions below = new IssuedInstructions();
  private final GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0x1000, 0x2000);

  @Space(2)
  interface Plain {
    @Offset(0x10)
    int status();

    @Offset(0x10)
    void status(int value);

    @Offset(0x14)
    @Width(2)
    int tell(int value);

    @Offset(0x18)
    @Order(Endian.BIG_ENDIAN)
    long big();

    @Offset(0x20)
    @Width(4)
    int into(Register loaded);

    @Offset(0x24)
    @Width(4)
    void throwing(Register loaded);

    @Offset(0x28)
    byte one();

    @Offset(0x2a)
    short two();

    @Offset(0x2c)
    @Width(1)
    long zeroExtended();

    @Offset(0x2d)
    @Width(value = 1, signed = true)
    long signExtended();

    @Offset(0x2e)
    @Width(value = 2, signed = true)
    @Order(Endian.BIG_ENDIAN)
    int signedBig();

    @Offset(0x2e)
    @Width(2)
    @Order(Endian.BIG_ENDIAN)
    void signedBig(long value);

    @Space(15)
    @Offset(0)
    @Width(2)
    int vendor();

    default int twice() {
      return status() + status();
    }

    static int constant() {
      return 7;
    }
  }

  @Space(0)
  interface Arrays {
    @Offset(0x100)
    @Stride(value = 16, count = 4)
    int entry(int index);

    @Offset(0x108)
    @Stride(value = 16, count = 4)
    void mask(int index, long value);

    @Offset(0x1000)
    byte any(@At long at);

    @Offset(0x1000)
    void any(byte value, @At int at);
  }

  @Space(0)
  interface Blocks {
    @Offset(0x40)
    @StoreBlock(max = 64)
    void from(GuestStorage from, long address, int length);

    @Offset(8)
    @StoreBlock(length = 8)
    int fixed(long address);

    @Offset(0)
    @StoreBlock
    int move(@At long at, long address, int length);

    @Offset(0x1000)
    @StoreBlock(length = 0x100)
    @Stride(value = 0x100, count = 2)
    void slot(int index, long address);
  }

  private <T> T made(Class<T> type) {
    return Registers.of(type, Binding.byHandle(below, HANDLE).withStorage(storage));
  }

  @Test
  void readIsOneLoadWithConstantOperands() {
    below.image = 0x1234_5678L;
    assertEquals(0x7856_3412, made(Plain.class).status());
    assertEquals(List.of("load 0 0x8000010200020004 0x10"), below.issued);
  }

  @Test
  void writeIsOneStoreOfTheLowOrderBytes() {
    Plain registers = made(Plain.class);
    registers.status(0x1122_3344);
    assertEquals(Outcome.OK, registers.tell(0xff_aabb));
    assertEquals(
        List.of(
            "store 0 0x8000010200020004 0x10 0x44332211", "store 0 0x8000010200020002 0x14 0xbbaa"),
        below.issued);
  }

  @Test
  void bigEndianValueIsTheImage() {
    below.image = 0x0102_0304_0506_0708L;
    assertEquals(0x0102_0304_0506_0708L, made(Plain.class).big());
  }

  @Test
  void narrowIsZeroExtendedUnlessItSaysSigned() {
    Plain registers = made(Plain.class);
    below.image = 0x80;
    assertEquals((byte) 0x80, registers.one());
    assertEquals(0x80L, registers.zeroExtended());
    assertEquals(-0x80L, registers.signExtended());
    below.image = 0xfffe;
    assertEquals((short) 0xfeff, registers.two());
    assertEquals(-2, registers.signedBig());
  }

  @Test
  void negativeValueLeavesNoSignInTheImage() {
    Plain registers = made(Plain.class);
    registers.signedBig(-2);
    registers.status(-1);
    assertEquals(
        List.of(
            "store 0 0x8000010200020002 0x2e 0xfffe", "store 0 0x8000010200020004 0x10 0xffffffff"),
        below.issued);
  }

  @Test
  void configurationSpaceIsSpace15() {
    below.image = 0x3614;
    assertEquals(0x1436, made(Plain.class).vendor());
    assertEquals(List.of("load 0 0x80000102000f0002 0x0"), below.issued);
  }

  @Order(Endian.BIG_ENDIAN)
  interface BigEndian {
    @Space(15)
    @Offset(0)
    @Width(2)
    int vendor();

    @Space(15)
    @Offset(4)
    void command(short value);

    @Space(0)
    @Offset(0)
    short first();
  }

  @Test
  void configurationSpaceIsLittleEndianWhateverTheInterfaceSays() {
    BigEndian registers = made(BigEndian.class);
    below.image = 0x3614;
    assertEquals(0x1436, registers.vendor());
    assertEquals(0x3614, registers.first());
    registers.command((short) 6);
    assertEquals("store 0 0x80000102000f0002 0x4 0x600", below.issued.getLast());
  }

  @Space(2)
  interface Header {
    @Offset(0)
    int command();

    @Override
    String toString();
  }

  @Space(4)
  interface Extended extends Header {
    @Offset(8)
    int more();
  }

  @Order(Endian.BIG_ENDIAN)
  interface Reordered extends Header {}

  @Test
  void inheritedMethodsTakeWhatTheInterfaceSaysElseWhatTheirOwnSays() {
    below.image = 0x0100_0000;
    assertEquals(1, made(Extended.class).command());
    assertEquals(0x0100_0000, made(Reordered.class).command());
    assertEquals(
        List.of("load 0 0x8000010200040004 0x0", "load 0 0x8000010200020004 0x0"), below.issued);
  }

  @Test
  void defaultAndStaticMethodsAreLeftAlone() {
    below.image = 0x0100_0000;
    assertEquals(2, made(Plain.class).twice());
    assertEquals(7, Plain.constant());
    assertEquals(2, below.issued.size());
  }

  @Test
  void failedReadThrowsWithItsOutcome() {
    below.outcome = Outcome.error(Status.BLOCKED);
    RegisterException failed =
        assertThrows(RegisterException.class, () -> made(Plain.class).status());
    assertEquals(
        "RegistersTest.Plain.status(): pcilg 2 0x10 4: cc 1 status 12", failed.getMessage());
    assertEquals(Outcome.error(Status.BLOCKED), failed.result());
    assertFalse(failed.isErrno());
  }

  @Test
  void failedWriteThrowsUnlessItReturnsHowItEnded() {
    below.outcome = Outcome.BUSY;
    Plain registers = made(Plain.class);
    RegisterException failed = assertThrows(RegisterException.class, () -> registers.status(1));
    assertEquals("RegistersTest.Plain.status(int): pcistg 2 0x10 4: cc 2", failed.getMessage());
    assertEquals(Outcome.BUSY, registers.tell(1));
    assertEquals(2, below.issued.size(), "busy is not repeated");
  }

  @Test
  void loadIntoARegisterConvertsOnlyWhatWasLoaded() {
    Plain registers = made(Plain.class);
    Register loaded = new Register();
    below.image = 0x1234_5678L;
    assertEquals(Outcome.OK, registers.into(loaded));
    assertEquals(0x7856_3412L, loaded.get());
    below.outcome = Outcome.INVALID_HANDLE;
    assertEquals(Outcome.INVALID_HANDLE, registers.into(loaded));
    assertThrows(RegisterException.class, () -> registers.throwing(loaded));
    assertEquals(0x7856_3412L, loaded.get());
  }

  @Test
  void arrayElementsAreAStrideApart() {
    Arrays registers = made(Arrays.class);
    int _ = registers.entry(3);
    registers.mask(1, 1);
    assertEquals(
        List.of(
            "load 0 0x8000010200000004 0x130",
            "store 0 0x8000010200000008 0x118 0x100000000000000"),
        below.issued);
  }

  @Test
  void wrongIndexIssuesNothing() {
    Arrays registers = made(Arrays.class);
    assertThrows(IndexOutOfBoundsException.class, () -> registers.entry(4));
    assertThrows(IndexOutOfBoundsException.class, () -> registers.mask(-1, 0));
    assertEquals(List.of(), below.issued);
  }

  @Test
  void runTimeOffsetIsAdded() {
    Arrays registers = made(Arrays.class);
    int _ = registers.any(0x8_0000_0000L);
    registers.any((byte) 0xff, -1);
    assertEquals(
        List.of("load 0 0x8000010200000001 0x800001000", "store 0 0x8000010200000001 0xfff 0xff"),
        below.issued);
    below.outcome = Outcome.error(Status.INVAL_AS);
    RegisterException failed = assertThrows(RegisterException.class, () -> registers.any(0x234L));
    assertEquals(
        "RegistersTest.Arrays.any(long): pcilg 0 0x1234 1: cc 1 status 20", failed.getMessage());
  }

  @Test
  void blockIsOneStoreBlockOfExactlyThatLength() {
    Blocks registers = made(Blocks.class);
    GuestStorage other = GuestStorage.allocate(Arena.ofAuto(), 0x5000, 0x100);
    registers.from(other, 0x5008, 24);
    assertEquals(Outcome.OK, registers.fixed(0x1010));
    assertEquals(Outcome.OK, registers.move(0x1234_0000_0000L, 0x1fff, 4096));
    registers.slot(1, 0x1000);
    assertEquals(
        List.of(
            "storeBlock 0 0x8000010200000018 0x40 5000:0x5008",
            "storeBlock 0 0x8000010200000008 0x8 1000:0x1010",
            "storeBlock 0 0x8000010200001000 0x123400000000 1000:0x1fff",
            "storeBlock 0 0x8000010200000100 0x1100 1000:0x1000"),
        below.issued);
  }

  @Test
  void failedBlockThrowsOrTells() {
    Blocks registers = made(Blocks.class);
    below.outcome = Outcome.INVALID_HANDLE;
    RegisterException failed =
        assertThrows(RegisterException.class, () -> registers.from(storage, 0x1000, 16));
    assertEquals(
        "RegistersTest.Blocks.from(GuestStorage, long, int): pcistb 0 0x40 16: cc 3",
        failed.getMessage());
    assertEquals(Outcome.INVALID_HANDLE, registers.fixed(0x1000));
  }

  @Test
  void blockOfAnotherLengthIssuesNothing() {
    Blocks registers = made(Blocks.class);
    assertEquals(
        "RegistersTest.Blocks.from(GuestStorage, long, int): a block of 65; expected 1 to 64",
        assertThrows(IllegalArgumentException.class, () -> registers.from(storage, 0x1000, 65))
            .getMessage());
    assertThrows(IllegalArgumentException.class, () -> registers.move(0, 0x1000, 4097));
    assertThrows(IllegalArgumentException.class, () -> registers.move(0, 0x1000, 0));
    assertEquals(List.of(), below.issued);
  }

  @Test
  void saysWhatItIs() {
    assertEquals("RegistersTest.Plain by handle 0x80000102", made(Plain.class).toString());
    assertTrue(made(Plain.class) instanceof RegisterFile);
  }
}
