package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.linux.ScriptedInstructions.Insn;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** memcpy_toio, memset_io and __iowrite64_copy: the vectors of spec zpci 9, both rules. */
class MemcpyToIoTest {
  private static final String VECTORS =
      """
      0,   10000, 16,  B16@0,                                     B16@0
      0,   10000, 20,  B16@0 S4@10,                               S8@0 S8@8 S4@10
      0,   10000, 24,  B16@0 S8@10,                               B24@0
      0,   10000, 100, B64@0 B32@40 S4@60,                        S8@0 S8@8 S8@10 S8@18 S8@20 S8@28 S8@30 S8@38 S8@40 S8@48 S8@50 S8@58 S4@60
      0,   10000, 132, B128@0 S4@80,                              B128@0 S4@80
      8,   10008, 64,  S8@8 B16@10 B32@20 S8@40,                  B64@8
      8,   10000, 64,  S8@8 S8@10 S8@18 S8@20 S8@28 S8@30 S8@38 S8@40, B64@8
      0,   10004, 64,  S4@0 S4@4 S4@8 S4@c S4@10 S4@14 S4@18 S4@1c S4@20 S4@24 S4@28 S4@2c S4@30 S4@34 S4@38 S4@3c, S8@0 S8@8 S8@10 S8@18 S8@20 S8@28 S8@30 S8@38
      4,   10004, 16,  S4@4 S8@8 S4@10,                           S8@4 S8@c
      1,   10001, 8,   S1@1 S2@2 S4@4 S1@8,                       S8@1
      ff8, 10000, 32,  S8@ff8 S8@1000 S8@1008 S8@1010,            B32@ff8
      0,   10ff8, 32,  S8@0 S8@8 S8@10 S8@18,                     S8@0 B24@8
      3,   10003, 5,   S1@3 S4@4,                                 S4@3 S1@7
      """;

  private final Fixture fixture = new Fixture();

  static List<String> vectors() {
    return VECTORS.lines().toList();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void vector(String line) {
    String[] field = line.split(", *");
    long offset = Long.parseLong(field[0].strip(), 16);
    long memory = Long.parseLong(field[1], 16);
    int count = Integer.parseInt(field[2]);
    assertEquals(field[3], copy("linux-5.10", offset, memory, count));
    for (String version : List.of("linux-6.1", "linux-6.12", "linux-7.2", "linux-7.2-by-address")) {
      assertEquals(field[4].strip(), copy(version, offset, memory, count), version);
    }
  }

  private String copy(String version, long offset, long memory, int count) {
    fixture.instructions.seen.clear();
    LinuxPci linux = fixture.byHandle(version);
    assertEquals(
        0,
        linux.memcpyToIo(linux.iomap(0) + offset, Fixture.counting(memory, count), memory, count));
    String data = fixture.instructions.seen.stream().map(Insn::data).collect(Collectors.joining());
    assertEquals(Fixture.hex(0, count), data, "every byte once, in order");
    return fixture.instructions.brief();
  }

  @Test
  void nothingIsCopiedForACountOfZero() {
    assertEquals("", copy("linux-7.2", 0, 0x10000, 0));
  }

  @Test
  void stopsAtTheFirstErrorAndReturnsIt() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    fixture.instructions.answer(0, Outcome.error(12));
    assertEquals(
        -Errno.EIO,
        linux.memcpyToIo(linux.iomap(0) + 4, Fixture.counting(0x10004, 64), 0x10004, 64));
    assertEquals("S8@4 S8@c", fixture.instructions.brief());
  }

  @Test
  void blockAcrossTheDevicesBoundaryThatIsRefusedIsAllLost() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    fixture.instructions.answer(Outcome.exception(ProgramInterruption.SPECIFICATION));
    assertEquals(
        -Errno.ENXIO,
        linux.memcpyToIo(linux.iomap(0) + 0xff8, Fixture.counting(0x10000, 32), 0x10000, 32));
    assertEquals("B32@ff8", fixture.instructions.brief());
  }

  @Test
  void goesByMioOnAMachineWithIt() {
    LinuxPci linux = fixture.byMio("linux-7.2");
    assertEquals(
        0, linux.memcpyToIo(linux.iomap(0) + 8, Fixture.counting(0x10008, 136), 0x10008, 136));
    assertEquals(
        List.of(
            new Insn("pcistbi", 128, Fixture.MIO_BAR0 + 8, Fixture.hex(0, 128)),
            new Insn("pcistgi", 8, Fixture.MIO_BAR0 + 136, Fixture.hex(128, 8))),
        fixture.instructions.seen);
  }

  @ParameterizedTest
  @CsvSource({
    "linux-5.10, 0, 20, B16@0 S4@10",
    "linux-7.2, 0, 20, S8@0 S8@8 S4@10",
    "linux-7.2, 8, 24, B24@8",
    "linux-5.10, 4, 8, S4@4 S4@8",
    "linux-7.2, 4, 8, S8@4",
  })
  void memsetCopiesAKernelBuffer(String version, long offset, int count, String expected) {
    LinuxPci linux = fixture.byHandle(version);
    assertEquals(0, linux.memsetIo(linux.iomap(0) + offset, 0x1a5, count));
    assertEquals(expected, fixture.instructions.brief());
    assertEquals(
        "a5".repeat(count),
        fixture.instructions.seen.stream().map(Insn::data).collect(Collectors.joining()));
  }

  @Test
  void memsetOfManyPagesIsAllBlocks() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    assertEquals(0, linux.memsetIo(linux.iomap(0), 7, 0x10000));
    assertEquals(0x10000 / 128, fixture.instructions.seen.size());
    assertEquals(
        new Insn("pcistb", 0x8000_0001_0000_0080L, 0xff80, "07".repeat(128)),
        fixture.instructions.seen.getLast());
  }

  @Test
  void memsetWithoutMemoryStoresNothing() {
    LinuxPci linux = fixture.byHandle("linux-7.2");
    assertEquals(-Errno.ENOMEM, linux.memsetIo(linux.iomap(0), 0, (4L << 20) + 1));
    assertEquals("", fixture.instructions.brief());
    assertEquals(List.of("linux.memset_io"), fixture.broken());
  }

  @ParameterizedTest
  @CsvSource({
    "linux-5.10, 4, S4@0", // L-3: four doublewords were asked for
    "linux-5.10, 16, B16@0",
    "linux-6.1, 4, B32@0",
    "linux-7.2, 4, B32@0",
    "linux-7.2, 16, B128@0",
  })
  void iowrite64CopyTakesItsCountAsDoublewordsOrByMistakeAsBytes(
      String version, int count, String expected) {
    LinuxPci linux = fixture.byHandle(version);
    assertEquals(
        0,
        linux.iowrite64Copy(linux.iomap(0), Fixture.counting(0x10000, count * 8), 0x10000, count));
    assertEquals(expected, fixture.instructions.brief());
  }
}
