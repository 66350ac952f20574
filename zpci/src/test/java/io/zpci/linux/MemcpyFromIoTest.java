package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** memcpy_fromio: the vectors of spec zpci 9, both rules. */
class MemcpyFromIoTest {
  private final Fixture fixture = new Fixture();

  @ParameterizedTest
  @CsvSource({
    "4,   10004, 16, L4@4 L8@8 L4@10,     L8@4 L8@c",
    "2,   10002, 10, L2@2 L4@4 L4@8,      L8@2 L2@a",
    "ffc, 10000, 8,  L4@ffc L4@1000,      L8@ffc",
    "0,   10ffc, 8,  L4@0 L4@4,           L4@0 L4@4",
    "0,   10000, 24, L8@0 L8@8 L8@10,     L8@0 L8@8 L8@10",
  })
  void vector(String offset, String memory, int count, String old, String now) {
    assertEquals(old, copy("linux-5.10", offset, memory, count));
    for (String version : List.of("linux-6.1", "linux-6.12", "linux-7.2", "linux-7.2-by-address")) {
      assertEquals(now, copy(version, offset, memory, count), version);
    }
  }

  private String copy(String version, String offset, String memory, int count) {
    fixture.instructions.seen.clear();
    LinuxPci linux = fixture.byHandle(version);
    long to = Long.parseLong(memory, 16);
    GuestStorage target = Fixture.counting(to, count);
    assertEquals(
        0, linux.memcpyFromIo(target, to, linux.iomap(0) + Long.parseLong(offset, 16), count));
    return fixture.instructions.brief();
  }

  @Test
  void registerImageIsStoredMostSignificantByteFirst() {
    byte[] bytes = new byte[16];
    LinuxPci linux = fixture.byHandle("linux-7.2");
    assertEquals(
        0,
        linux.memcpyFromIo(
            new GuestStorage(0x1000, MemorySegment.ofArray(bytes)), 0x1000, linux.iomap(0), 15));
    assertEquals("L8@0 L4@8 L2@c L1@e", fixture.instructions.brief());
    assertEquals(
        "1122334455667788" + "55667788" + "7788" + "88" + "00", HexFormat.of().formatHex(bytes));
  }

  @Test
  void stopsAtTheFirstErrorAndLeavesTheRest() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    GuestStorage target = Fixture.counting(0x1000, 24);
    fixture.instructions.answer(0, Outcome.INVALID_HANDLE);
    assertEquals(-Errno.EIO, linux.memcpyFromIo(target, 0x1000, linux.iomap(0), 24));
    assertEquals("L8@0 L8@8", fixture.instructions.brief());
    assertEquals(0x1122_3344_5566_7788L, target.getLong(0x1000));
    assertEquals(0x1819_1a1b_1c1d_1e1fL, target.getLong(0x1008));
  }
}
