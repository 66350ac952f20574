package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.linux.ScriptedInstructions.Insn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** pci_read_config and pci_write_config: spec zpci 1.5, 8.5. */
class ConfigAccessTest {
  private final Fixture fixture = new Fixture();
  private final Register value = new Register();

  @ParameterizedTest
  @CsvSource({"0, 4, f41a4410, 10441af4", "2, 2, 4410, 1044", "3, 1, 10, 10", "0, 2, f41a, 1af4"})
  void registerIsALittleEndianValue(int where, int size, String register, String expected) {
    fixture.instructions.loading(Long.parseLong(register, 16));
    LinuxPci linux = fixture.byHandle("linux-7.2");
    assertEquals(0, linux.configRead(where, size, value));
    assertEquals(expected, Long.toHexString(value.get()));
    assertEquals(
        List.of(new Insn("pcilg", 0x8000_0001_000f_0000L | size, where, "")),
        fixture.instructions.seen);
  }

  @ParameterizedTest
  @CsvSource({
    "4, 4, 0x12345678, 78563412",
    "4, 2, 0x0406, 0604",
    "12, 1, 0x40, 40",
    "4, 4, 0xffffffff, ffffffff"
  })
  void valueIsStoredLittleEndian(int where, int size, String stored, String data) {
    LinuxPci linux = fixture.byMio("linux-7.2");
    assertEquals(0, linux.configWrite(where, size, Long.decode(stored).intValue()));
    assertEquals(
        List.of(new Insn("pcistg", 0x8000_0001_000f_0000L | size, where, data)),
        fixture.instructions.seen);
  }

  @ParameterizedTest
  @CsvSource({
    "linux-5.10, -5, -6",
    "linux-6.1, -5, -6",
    "linux-6.12, -5, -6",
    "linux-7.2, -19, -19"
  })
  void failureIsAllOnesAndTheRawErrnoOrDeviceNotFound(String version, int eio, int enxio) {
    LinuxPci linux = fixture.byHandle(version);
    fixture.instructions.answer(
        Outcome.error(12), Outcome.exception(ProgramInterruption.OPERAND), Outcome.INVALID_HANDLE);
    assertEquals(eio, linux.configRead(0, 2, value));
    assertEquals(0xffff_ffffL, value.get());
    assertEquals(enxio, linux.configRead(0, 1, value));
    assertEquals(0xffff_ffffL, value.get());
    assertEquals(eio, linux.configWrite(0, 4, 0));
    assertEquals(List.of("linux.config.2", "linux.config.2", "linux.config.2"), fixture.broken());
  }

  @Test
  void disabledFunctionIsAskedAllTheSameInFiveTen() {
    LinuxPci linux = fixture.byHandle("linux-5.10");
    linux.updateHandle(1);
    fixture.instructions.answer(Outcome.INVALID_HANDLE, Outcome.INVALID_HANDLE);
    assertEquals(-Errno.EIO, linux.configRead(0, 4, value));
    assertEquals(-Errno.EIO, linux.configWrite(4, 2, 6));
    assertEquals(
        List.of(
            new Insn("pcilg", 0x0000_0001_000f_0004L, 0, ""),
            new Insn("pcistg", 0x0000_0001_000f_0002L, 4, "0600")),
        fixture.instructions.seen);
  }

  static List<LinuxVersion> checking() {
    return LinuxVersion.all().stream().filter(LinuxVersion::configChecksEnabled).toList();
  }

  @ParameterizedTest
  @MethodSource("checking")
  void disabledFunctionIsNotAskedLater(LinuxVersion version) {
    LinuxPci linux = fixture.byHandle(version.name());
    linux.updateHandle(1);
    assertEquals(-Errno.ENODEV, linux.configRead(0, 4, value));
    assertEquals(-Errno.ENODEV, linux.configWrite(4, 2, 6));
    assertEquals(0xffff_ffffL, value.get());
    assertEquals(List.of(), fixture.instructions.seen);
    assertEquals(List.of("linux.config.1", "linux.config.1"), fixture.broken());
  }
}
