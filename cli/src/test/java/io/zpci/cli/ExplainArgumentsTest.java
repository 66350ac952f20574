package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.LinuxVersion;
import io.zpci.vmm.QemuVersion;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainArgumentsTest {
  private static final String OPERATIONS =
      "pcilg, pcistg, pcistb, pcilgi, pcistgi, pcistbi, pread, pwrite, memcpy_toio, memcpy_fromio,"
          + " ioread, iowrite, mmio_write, mmio_read";
  private static final String LINUX =
      LinuxVersion.all().stream().map(LinuxVersion::name).collect(Collectors.joining(", "));
  private static final String QEMU =
      QemuVersion.all().stream().map(QemuVersion::name).collect(Collectors.joining(", "));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "pcistb 16 0 8|SPACE: an address space from 0 to 15 was expected, got '16'",
        "pcistb -1 0 8|SPACE: an address space from 0 to 15 was expected, got '-1'",
        "pcistb 0x10 0 8|SPACE: an address space from 0 to 15 was expected, got '0x10'",
        "pcistb two 0 8|SPACE: an address space from 0 to 15 was expected, got 'two'",
        "pcistb 2 -8 8|OFFSET: a number from 0 to 2^64 - 1 was expected, got '-8'",
        "pcistb 2 +8 8|OFFSET: a number from 0 to 2^64 - 1 was expected, got '+8'",
        "pcistb 2 0x 8|OFFSET: a number from 0 to 2^64 - 1 was expected, got '0x'",
        "pcistb 2 0x10000000000000000 8|OFFSET: a number from 0 to 2^64 - 1 was expected,"
            + " got '0x10000000000000000'",
        "pcistb 2 18446744073709551616 8|OFFSET: a number from 0 to 2^64 - 1 was expected,"
            + " got '18446744073709551616'",
        "pcistb 2 0 -8|LENGTH: a number of bytes was expected, got '-8'",
        "pcistb 2 0 4294967304|LENGTH: a number of bytes was expected, got '4294967304'",
        "pcistb 2 0 8192|LENGTH: pcistb carries 0 to 8191 bytes (a field of 13 bits), got 8192",
        "pcistbi 2 0 8192|LENGTH: pcistbi carries 0 to 8191 bytes (a field of 13 bits), got 8192",
        "pcilg 2 0 9|LENGTH: pcilg carries 0 to 8 bytes (one register), got 9",
        "pcistg 2 0 9|LENGTH: pcistg carries 0 to 8 bytes (one register), got 9",
        "pcilgi 2 0 9|LENGTH: pcilgi carries 0 to 8 bytes (one register), got 9",
        "pcistgi 2 0 9|LENGTH: pcistgi carries 0 to 8 bytes (one register), got 9",
        "ioread 0 0 3|LENGTH: ioread moves 1, 2, 4 or 8 bytes, got 3",
        "iowrite 0 0 0|LENGTH: iowrite moves 1, 2, 4 or 8 bytes, got 0",
        "pwrite 0 0 1048577|LENGTH: pwrite carries 0 to 1048576 bytes (1 MiB), got 1048577",
        "pcistb 2 0 8 --data 123|--data: an even number of hex digits was expected, got '123'",
        "pcistb 2 0 8 --data xy|--data: an even number of hex digits was expected, got 'xy'",
        "pcistb 2 0 8 --data 1234|--data: 8 bytes were expected (LENGTH), got 2",
        "pcilg 2 0 8 --data 00|--data: pcilg loads, it takes no data",
        "pcistb 2 0 8 --memory -1|--memory: a number from 0 to 2^64 - 1 was expected, got '-1'",
        "poke 2 0 8|OP: 'poke' is not known; known are " + OPERATIONS,
        "block 2 0 8|OP: 'block' is not known; known are " + OPERATIONS,
        "pcistb 2 0 8 --host-endian me|--host-endian: be or le was expected, got 'me'",
        "pcistb 2 0 8 --mio maybe|--mio: on or off was expected, got 'maybe'",
        "pcistb 2 0 8 --mio-mapping maybe|--mio-mapping: fails or succeeds was expected,"
            + " got 'maybe'",
        "pcistb 2 0 8 --device nvme|--device: 'nvme' is not known; known are ism, memory",
        "pcistb 2 0 8 9|'9' is one argument too many",
        "pcistb 2 0 8 --hots x|'--hots' is no option",
        "--hots=x pcistb 2 0 8|'--hots=x' is no option",
        "pcistb 2 0|Missing required parameter: 'LENGTH'",
        "pcistb 2 0 8 --host|Missing required parameter for option '--host' (VERSION)",
      })
  void badInputIsOneLineThatNamesTheArgument(String args, String line) {
    assertEquals(
        new Ran(2, "", "zpci explain: " + line + " (try 'zpci explain --help')\n"),
        Ran.zpci(("explain " + args).split(" ")));
  }

  @Test
  void anUnknownVersionListsTheKnownOnes() {
    for (String option : List.of("--host", "--guest")) {
      assertEquals(
          "zpci explain: "
              + option
              + ": 'linux-2.4' is not known; known are "
              + LINUX
              + " (try 'zpci explain --help')\n",
          Ran.zpci("explain", "pcistb", "2", "0", "8", option, "linux-2.4").err());
    }
    assertEquals(
        "zpci explain: --qemu: 'qemu-1' is not known; known are "
            + QEMU
            + " (try 'zpci explain --help')\n",
        Ran.zpci("explain", "pcistb", "2", "0", "8", "--qemu", "qemu-1").err());
  }

  @Test
  void anUnknownRouteListsTheKnownOnes() {
    Ran ran = Ran.zpci("explain", "pcistb", "2", "0", "8", "--route", "shortcut");
    assertEquals(2, ran.exit());
    assertEquals("", ran.out());
    String start = "zpci explain: --route: 'shortcut' is not known; known are all";
    assertTrue(ran.err().startsWith(start), ran.err());
    assertEquals(1, ran.err().lines().count());
  }
}
