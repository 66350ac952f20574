package io.zpci.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogReaderTest {
  @Test
  void formatsMayBeMixed() {
    Logs logs =
        Logs.of(
            "s390_pcihost realize",
            "hello",
            "00 01607500000:000100 3 - 0000 000003ffe0128c02  uid checking:1",
            "",
            "00:00.0 Device",
            "00: 14 10 ed 04");
    assertEquals(
        Map.of(LogFormat.QEMU_TRACE, 1L, LogFormat.S390DBF, 1L, LogFormat.LSPCI, 1L),
        logs.file().entries());
    assertEquals(6, logs.file().lines());
    assertEquals(1, logs.file().foreign());
    assertEquals(List.of(new Foreign(new Place(Logs.NAME, 2, 2), "hello")), logs.file().first());
  }

  @Test
  void aFormatMayBeForced() {
    byte[] bytes = "s390_pcihost realize\n00:00.0 Device\n".getBytes(StandardCharsets.US_ASCII);
    Logs lspci = Logs.of(bytes, LogFormat.LSPCI, ByteOrder.LITTLE_ENDIAN);
    assertEquals(Map.of(LogFormat.LSPCI, 1L), lspci.file().entries());
    assertEquals(1, lspci.file().foreign());
    Logs trace = Logs.of(bytes, LogFormat.QEMU_TRACE, ByteOrder.LITTLE_ENDIAN);
    assertEquals(Map.of(LogFormat.QEMU_TRACE, 1L), trace.file().entries());
  }

  @Test
  void linesMayEndWithBothCharacters() {
    Logs logs = Logs.of("s390_pcihost realize\r\ns390_pcihost realize\r");
    assertEquals(List.of("s390_pcihost realize", "s390_pcihost realize"), logs.says());
  }

  @Test
  void whatIsShownOfForeignLinesPrints() {
    Logs logs = Logs.of("a\u001b[31mb\u0000\u0085c", "x".repeat(100), "1", "2", "3", "4", "5");
    assertEquals(7, logs.file().foreign());
    assertEquals(
        List.of("a.[31mb..c", "x".repeat(80) + " ..", "1", "2", "3"),
        logs.file().first().stream().map(Foreign::text).toList());
  }

  /** What a log holds cannot steer a terminal. */
  @Test
  void whatIsShownOfEntriesPrints() {
    Logs logs =
        Logs.of(
            "vfio_x \u001b[2J",
            "vfio_region_read  (\u001b]0;x\u0007:region2+0x0, 1) = 0x0",
            "00:00.0 \u202eDevice");
    assertEquals(
        List.of("vfio_x .[2J", "load of 1 byte at BAR2+0x0 of .]0;x.: 00"),
        logs.says().subList(0, 2));
    assertEquals(".Device", ((ConfigDump) logs.entries().getLast()).title());
  }

  /** A line of a gigabyte is one foreign line, of which no more is held than of any other. */
  @Test
  void aLineMayBeAsLongAsItLikes() throws IOException {
    long length = 1L << 30;
    InputStream endless =
        new InputStream() {
          private long left = length;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] bytes, int from, int count) {
            int now = (int) Math.min(count, left);
            if (now == 0) {
              return -1;
            }
            Arrays.fill(bytes, from, from + now, (byte) 'x');
            left -= now;
            return now;
          }
        };
    LogFile file =
        new LogReader(null, ByteOrder.LITTLE_ENDIAN)
            .read(
                "long",
                endless,
                entry -> {
                  throw new AssertionError("no entry was expected, got " + entry);
                });
    assertEquals(1, file.lines());
    assertEquals(1, file.foreign());
    assertEquals("x".repeat(80) + " ..", file.first().getFirst().text());
  }

  /** The account of a long trace holds sums. */
  @Test
  void anAccountOfManyAccessesIsBounded() throws IOException {
    int many = Traced.MOST + 100;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < many; i++) {
      text.append("vfio_region_read  (d:region0+0x")
          .append(Integer.toHexString(8 * i))
          .append(", 8) = 0x0\n");
    }
    Logs logs = Logs.of(text.toString().getBytes(StandardCharsets.US_ASCII));
    assertEquals(many, logs.entries().size());
    assertEquals(Traced.MOST, logs.account().traced().tallies().size());
    assertEquals(100, logs.account().traced().apart());
    assertTrue(logs.account().traced().regions().getFirst().loads() == Traced.MOST);
  }
}
