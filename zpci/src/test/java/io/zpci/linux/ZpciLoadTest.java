package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.linux.ScriptedInstructions.Insn;
import io.zpci.storage.GuestStorage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Loads, stores and blocks, raw and by address: spec zpci 8.3, 8.6. */
class ZpciLoadTest {
  private static final long REQUEST = Request.of(Fixture.HANDLE, 2, 8);

  private final Fixture fixture = new Fixture();
  private final Register register = new Register();
  private final GuestStorage storage = Fixture.counting(0x1000, 64);

  @Test
  void rawCallsGoByHandleEvenOnAMachineWithMio() {
    LinuxPci linux = fixture.byMio("linux-7.2");
    assertEquals(0, linux.load(REQUEST, 0x18, register));
    assertEquals(0, linux.store(REQUEST, 0x20, 0x0102030405060708L));
    assertEquals(0, linux.storeBlock(Request.of(Fixture.HANDLE, 2, 16), 0x28, storage, 0x1001));
    assertEquals(0x1122_3344_5566_7788L, register.get());
    assertEquals(
        List.of(
            new Insn("pcilg", 0x8000_0001_0002_0008L, 0x18, ""),
            new Insn("pcistg", 0x8000_0001_0002_0008L, 0x20, "0102030405060708"),
            new Insn("pcistb", 0x8000_0001_0002_0010L, 0x28, Fixture.hex(1, 16))),
        fixture.instructions.seen);
  }

  @ParameterizedTest
  @MethodSource("io.zpci.linux.LinuxVersion#all")
  void cookieNamesHandleBarAndOffset(LinuxVersion version) {
    LinuxPci linux = fixture.byHandle(version.name());
    long bar2 = linux.iomap(2);
    assertEquals(version.iomapBase() | 1L << 48, bar2);
    assertEquals(0, linux.zpciLoad(bar2 + 0x3ffc, 4, register));
    assertEquals(0, linux.zpciStore(bar2 + 0x10, 2, 0xabcd));
    assertEquals(0, linux.writeBlock(bar2 + 0x40, storage, 0x1000, 24));
    assertEquals(0x5566_7788L, register.get());
    assertEquals(
        List.of(
            new Insn("pcilg", 0x8000_0001_0002_0004L, 0x3ffc, ""),
            new Insn("pcistg", 0x8000_0001_0002_0002L, 0x10, "abcd"),
            new Insn("pcistb", 0x8000_0001_0002_0018L, 0x40, Fixture.hex(0, 24))),
        fixture.instructions.seen);
  }

  @Test
  void offsetPastTheBarIsJustThatOffset() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    linux.zpciLoad(linux.iomap(2) + 0x1234_5678_9abcL, 1, register);
    assertEquals("L1@123456789abc", fixture.instructions.brief());
  }

  @ParameterizedTest
  @MethodSource("io.zpci.linux.LinuxVersion#all")
  void machineWithMioTakesTheAddressAsItIs(LinuxVersion version) {
    LinuxPci linux = fixture.byMio(version.name());
    long bar2 = linux.iomap(2);
    linux.zpciLoad(bar2 + 4, 4, register);
    linux.zpciStore(bar2 + 8, 8, 1);
    linux.writeBlock(bar2 + 16, storage, 0x1000, 128);
    assertEquals(
        List.of(
            new Insn("pcilgi", 4, 0x20_0004, ""),
            new Insn("pcistgi", 8, 0x20_0008, "0000000000000001"),
            new Insn("pcistbi", 128, 0x20_0010, Fixture.hex(0, 64))),
        fixture.instructions.seen);
  }

  @Test
  void releaseSendsACookieToAnMioInstructionAndThePrototypeDoesNot() {
    fixture.inTheGap("linux-7.2", false).zpciLoad(Fixture.BASE + 8, 8, register);
    fixture.inTheGap("linux-7.2-by-address", false).zpciLoad(Fixture.BASE + 8, 8, register);
    fixture.inTheGap("linux-7.2-by-address", false).zpciLoad(0x10_0008, 8, register);
    assertEquals(
        List.of(
            new Insn("pcilgi", 8, Fixture.BASE + 8, ""),
            new Insn("pcilg", 0x8000_0001_0000_0008L, 8, ""),
            new Insn("pcilgi", 8, 0x10_0008, "")),
        fixture.instructions.seen);
  }

  @Test
  void addressThatNobodyMappedHasHandleZero() {
    fixture.instructions.answer(Outcome.INVALID_HANDLE);
    LinuxPci linux = fixture.byHandle("linux-7.2");
    assertEquals(-Errno.EIO, linux.zpciLoad(Fixture.BASE | 77L << 48 | 0x10, 4, register));
    assertEquals(List.of(new Insn("pcilg", 4, 0x10, "")), fixture.instructions.seen);
  }

  @Test
  void baseOfAnAddressIsNotLookedAt() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    assertEquals(0, linux.zpciLoad(0x10, 4, register));
    assertEquals(
        List.of(new Insn("pcilg", 0x8000_0001_0000_0004L, 0x10, "")), fixture.instructions.seen);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0x0801, -5",
    "0x0c01, -5",
    "0x2801, -5",
    "3, -5",
    "0x60000, -6",
    "0x150000, -6",
    "0x50000, -6"
  })
  void outcomeBecomesAnErrno(String outcome, int errno) {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    long bar0 = linux.iomap(0);
    for (int i = 0; i < 6; i++) {
      fixture.instructions.answer(Integer.decode(outcome));
    }
    assertEquals(errno, linux.load(REQUEST, 0, register));
    assertEquals(errno, linux.store(REQUEST, 0, 0));
    assertEquals(errno, linux.storeBlock(REQUEST, 0, storage, 0x1000));
    assertEquals(errno, linux.zpciLoad(bar0, 8, register));
    assertEquals(errno, linux.zpciStore(bar0, 8, 0));
    assertEquals(errno, linux.writeBlock(bar0, storage, 0x1000, 16));
  }

  @Test
  void failedLoadLeavesTheRegister() {
    register.set(42);
    fixture.instructions.answer(Outcome.error(12), Outcome.exception(ProgramInterruption.OPERAND));
    LinuxPci linux = fixture.byHandle("linux-7.2");
    linux.load(REQUEST, 0, register);
    linux.load(REQUEST, 0, register);
    assertEquals(42, register.get());
  }
}
