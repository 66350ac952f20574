package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.linux.ScriptedInstructions.Insn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ioreadN, iowriteN and their be forms: spec zpci 1.5, 8.4. */
class IowriteTest {
  private static final long VALUE = 0x1122_3344_5566_7788L;

  private final Fixture fixture = new Fixture();

  @ParameterizedTest
  @CsvSource({
    // the low-order bytes of the value, as the device sees them at increasing offsets
    "1, 88, 88",
    "2, 8877, 7788",
    "4, 88776655, 55667788",
    "8, 8877665544332211, 1122334455667788",
  })
  void valueIsSwappedToLittleEndianOrStoredAsItIs(int width, String little, String big) {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    long address = linux.iomap(2) + 0x18;
    linux.iowrite(address, width, VALUE);
    linux.iowriteBe(address, width, VALUE);
    assertEquals(
        List.of(
            new Insn("pcistg", 0x8000_0001_0002_0000L | width, 0x18, little),
            new Insn("pcistg", 0x8000_0001_0002_0000L | width, 0x18, big)),
        fixture.instructions.seen);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 88, 88",
    "2, 8877, 7788",
    "4, 88776655, 55667788",
    "8, 8877665544332211, 1122334455667788",
  })
  void registerIsSwappedFromLittleEndianOrGivenAsItIs(int width, String little, String big) {
    LinuxPci linux = fixture.byHandle("linux-5.10");
    long address = linux.iomap(0) + 8;
    assertEquals(little, Long.toHexString(linux.ioread(address, width)));
    assertEquals(big, Long.toHexString(linux.ioreadBe(address, width)));
    assertEquals("L" + width + "@8 L" + width + "@8", fixture.instructions.brief());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8})
  void failedLoadIsAllOnesOfItsWidth(int width) {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    long address = linux.iomap(0);
    long ones = width == 8 ? -1L : (1L << 8 * width) - 1;
    fixture.instructions.answer(
        Outcome.error(12), Outcome.INVALID_HANDLE, Outcome.exception(ProgramInterruption.OPERAND));
    assertEquals(ones, linux.ioreadBe(address, width));
    assertEquals(ones, linux.ioread(address, width));
    assertEquals(ones, linux.ioread(address, width));
    assertEquals(List.of("linux.ioread", "linux.ioread", "linux.ioread"), fixture.broken());
  }

  @Test
  void failedStoreIsDroppedInSilence() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    fixture.instructions.answer(Outcome.error(12), Outcome.exception(ProgramInterruption.OPERAND));
    linux.iowrite(linux.iomap(0), 4, 1);
    linux.iowriteBe(linux.iomap(0) + 4, 4, 1);
    assertEquals("S4@0 S4@4", fixture.instructions.brief());
    assertEquals(List.of("linux.iowrite", "linux.iowrite"), fixture.broken());
  }

  @Test
  void machineDecidesTheInstruction() {
    LinuxPci linux = fixture.byMio("linux-7.2");
    linux.iowriteBe(linux.iomap(2) + 8, 8, VALUE);
    linux.ioreadBe(linux.iomap(2) + 8, 2);
    assertEquals(
        List.of(
            new Insn("pcistgi", 8, Fixture.MIO_BAR2 + 8, "1122334455667788"),
            new Insn("pcilgi", 2, Fixture.MIO_BAR2 + 8, "")),
        fixture.instructions.seen);
  }

  @Test
  void writeBarrierIsAnInstructionOfMioOnly() {
    fixture.byHandle("linux-7.2").mmiowb();
    assertEquals(List.of(), fixture.instructions.seen);
    fixture.byMio("linux-7.2").mmiowb();
    assertEquals(List.of(new Insn("Pciwb", 0, 0, "")), fixture.instructions.seen);
  }
}
