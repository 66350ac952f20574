package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.linux.ScriptedInstructions.Insn;
import io.zpci.storage.GuestStorage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** zpci_write_single and zpci_read_single: spec zpci 8.4. */
class SingleAccessTest {
  private final Fixture fixture = new Fixture();
  private final GuestStorage storage = Fixture.counting(0x1000, 16);

  @ParameterizedTest
  @CsvSource({"1, 11", "2, 1112", "4, 11121314", "8, 1112131415161718"})
  void naturalLengthsCarryTheBytes(int length, String data) {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    assertEquals(0, linux.writeSingle(linux.iomap(0) + 3, storage, 0x1001, length));
    assertEquals(
        List.of(new Insn("pcistg", 0x8000_0001_0000_0000L | length, 3, data)),
        fixture.instructions.seen);
    assertEquals(List.of(), fixture.broken());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 6, 7})
  void otherLengthsStoreZeroWithThatLength(int length) {
    LinuxPci linux = fixture.byHandle("linux-5.10");
    assertEquals(0, linux.writeSingle(linux.iomap(0), storage, 0x1000, length));
    assertEquals(
        List.of(new Insn("pcistg", 0x8000_0001_0000_0000L | length, 0, "00".repeat(length))),
        fixture.instructions.seen);
    assertEquals(List.of("linux.write_single"), fixture.broken());
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 6, 7})
  void otherLengthsAreLoadedAndStoredNowhere(int length) {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    assertEquals(0, linux.readSingle(storage, 0x1000, linux.iomap(0), length));
    assertEquals("L" + length + "@0", fixture.instructions.brief());
    assertEquals(0x1011_1213_1415_1617L, storage.getLong(0x1000));
    assertEquals(List.of("linux.read_single"), fixture.broken());
  }

  @Test
  void failedLoadStoresNothing() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    fixture.instructions.answer(Outcome.error(20));
    assertEquals(-Errno.EIO, linux.readSingle(storage, 0x1000, linux.iomap(0), 8));
    assertEquals(0x1011_1213_1415_1617L, storage.getLong(0x1000));
  }
}
