package io.zpci.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.logs.DebugEntry.Instruction;
import io.zpci.logs.DebugEntry.Layout;
import io.zpci.workload.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values are those of spec zpci 13.2 and 14. */
class DebugReaderTest {
  private static final String STAMP = "00 01607500000:000100 3 - 0000 000003ffe0128c02  ";
  private static final String ZEROS =
      "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 | ................";

  private static String hex(String bytes) {
    StringBuilder line = new StringBuilder(STAMP);
    for (int i = 0; i < 32; i += 2) {
      line.append(i < bytes.length() ? bytes.substring(i, i + 2) : "00").append(' ');
    }
    return line.append("| ................").toString();
  }

  private static Stamp stamp() {
    return new Stamp(1607500000, 100, 3, false, 0, "000003ffe0128c02");
  }

  private static Place two() {
    return new Place(Logs.NAME, 1, 2);
  }

  /** The example of 14.2: PCISTB, handle 0x8000000a, BAR 0, 16 bytes, offset 0x1000000. */
  @Test
  void theExampleInTheOldLayout() {
    Logs logs = Logs.of(hex("8000000a000000100000000001000000"), hex("010c"));
    assertEquals(
        new Instruction(
            two(),
            stamp(),
            Layout.BARE,
            List.of(LoggedInstruction.PCISTB),
            1,
            12,
            0x8000000a_00000010L,
            0x1000000),
        logs.only());
  }

  @Test
  void theExampleInTheNewLayout() {
    Logs logs = Logs.of(hex("62010c8000000a000000100000000001"), STAMP + ZEROS);
    Instruction instruction = (Instruction) logs.only();
    assertEquals(
        new Instruction(
            two(),
            stamp(),
            Layout.LETTERED,
            List.of(LoggedInstruction.PCISTB),
            1,
            12,
            0x8000000a_00000010L,
            0x1000000),
        instruction);
    assertEquals(0x8000000a, instruction.handle());
    assertEquals(0, instruction.space());
    assertEquals(16, instruction.length());
    assertFalse(instruction.programCheck());
    assertEquals(
        "PCISTB of 16 bytes to BAR0+0x1000000, handle 0x8000000a: cc 1, status 12 (BLOCKED)",
        Sentences.of(instruction));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6c0300|PCILG of 4 bytes from BAR2+0x8, handle 0x8001000b: cc 3, the handle is not valid or the function is gone",
        "73fa00|PCISTG of 4 bytes to BAR2+0x8, handle 0x8001000b: program check (-ENXIO)",
        "62fa00|PCISTB of 4 bytes to BAR2+0x8, handle 0x8001000b: program check (-ENXIO)",
        "6c0200|PCILG of 4 bytes from BAR2+0x8, handle 0x8001000b: cc 2, busy",
        "6c0000|PCILG of 4 bytes from BAR2+0x8, handle 0x8001000b: cc 0, done after all",
        "4d0118|MPCIFC operation 4 (register translation), handle 0x8001000b: cc 1, status 24 (SEQUENCE)",
        "4d0199|MPCIFC operation 4 (register translation), handle 0x8001000b: cc 1, status 153",
      })
  void everyLetter(String head, String says) {
    Logs logs = Logs.of(hex(head + "8001000b000200040000000000"), hex("000008"));
    assertEquals(List.of(says), logs.says());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4cfa00|PCILGI of 8 bytes at MIO address 0x4000000000001008: program check (-ENXIO)",
        "530108|PCISTGI of 8 bytes at MIO address 0x4000000000001008: cc 1, status 8 (FUNC_IN_ERR)",
        "420300|PCISTBI of 8 bytes at MIO address 0x4000000000001008: cc 3, the handle is not valid or the function is gone",
        "520110|RPCIT of 8 bytes at 0x4000000000001008: cc 1, status 16 (INSUFF_RES)"
      })
  void everyLetterWithAnAddress(String head, String says) {
    Logs logs = Logs.of(hex(head + "40000000000010080000000000"), hex("000008"));
    assertEquals(List.of(says), logs.says());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // MIO: no request
        "00000000000000004000000000001008|PCILGI PCISTGI PCISTBI",
        // an address and a range of pages
        "00000001000000000000000000003000|RPCIT",
        // operation 4 at offset 0, or four bytes there
        "8001000b000000040000000000000000|PCILG PCISTG PCISTB MPCIFC",
        "8001000b000200080000000000000008|PCILG PCISTG PCISTB",
        "8001000b000f00040000000000000010|PCILG PCISTG",
        "8001000b000000100000000000000000|PCISTB MPCIFC",
        "8001000b000000800000000000000000|PCISTB",
        "8001000b000010000000000000000000|PCISTB"
      })
  void theOldLayoutLeavesOpenWhatItWas(String first, String instructions) {
    Logs logs = Logs.of(hex(first), hex("0318"));
    Instruction instruction = (Instruction) logs.only();
    assertEquals(Layout.BARE, instruction.layout());
    assertEquals(
        List.of(instructions.split(" ", -1)),
        instruction.instructions().stream().map(Enum::name).toList());
    assertEquals(3, instruction.cc());
    assertEquals(24, instruction.status());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8000000000001010fa00|mmio system call failed at 0x8000000000001010: program check (-ENXIO)",
        "000003ff8a7e1020f200|mmio system call failed at 0x3ff8a7e1020: -EFAULT",
        "40000000000010100114|mmio system call failed at 0x4000000000001010: cc 1, status 20 (INVAL_AS)"
      })
  void mmioSystemCalls(String bytes, String says) {
    assertEquals(List.of(says), Logs.of(hex(bytes)).says());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "5120504349204647 52503a0a|0000010b fffffffb|CLP, Q PCI FGRP: response 0x010b (unknown group), rc -5 (EIO)",
        "512050434920464e 3a0a|00000101 fffffffb|CLP, Q PCI FN: response 0x0101 (no function has this handle), rc -5 (EIO)",
        "5365742050434920 464e3a0a|00000105 00000000|CLP, Set PCI FN: response 0x0105 (in that state already), rc 0",
        "4c69737420504349 20464e3a0a|0000010a fffffffb|CLP, List PCI FN: response 0x010a (bad resume token), rc -5 (EIO)",
        "534c504320504349 3a0a|00000020 fffffffb|CLP, SLPC PCI: response 0x0020 (command unknown), rc -5 (EIO)",
        "6d6170206572726f 723a0a|fffffffffffffff4 0000000100002000|DMA map at 0x100002000 failed: -ENOMEM",
        "756e6d6170206572 726f723a0a|ffffffffffffffea 0000000100003000|DMA unmap at 0x100003000 failed: -EINVAL",
        "636d64206661696c 757265|00000000ffff0008|ISM driver: a command failed; response header: no command is answered, ret 0xffff (as the driver stored it before, or as a function answers that got no command), 8 bytes",
        "636d64206661696c 757265|0000000a00030010|ISM driver: a command failed; response header: REG_DMB, ret 0x3, 16 bytes"
      })
  void aTextAndWhatFollowsIt(String text, String data, String says) {
    Logs logs = Logs.of(hex(text.replace(" ", "")), hex(data.replace(" ", "")));
    assertEquals(List.of(says), logs.says());
    assertEquals(two(), logs.only().place());
  }

  @Test
  void events() {
    String error = "6572726f7220434344463a0a";
    String availability = "617661696c20434344463a0a";
    String first = "000000008001000b0000002200000000";
    Logs logs =
        Logs.of(
            hex(error),
            hex(first),
            hex("000000001ffff0000000000000000002"),
            hex(availability),
            hex("000000000001000b0000002200000000"),
            hex("00000000000000000000000000000304"));
    assertEquals(
        List.of(
            new DebugEntry.Event(
                new Place(Logs.NAME, 1, 3), stamp(), true, 0x8001000b, 0x22, 0, 0x1ffff000, 2),
            new DebugEntry.Event(
                new Place(Logs.NAME, 4, 6), stamp(), false, 0x0001000b, 0x22, 0, 0, 0x304)),
        logs.entries());
    assertEquals(
        "error event of fid 0x22, handle 0x8001000b: pec 0x2 (OORANGE: an I/O address outside pba"
            + " to pal), address 0x1ffff000",
        logs.says().getFirst());
  }

  /** Entries of one record may be microseconds apart, but are of one caller. */
  @Test
  void halvesBelongTogetherByTheirCaller() {
    String first = hex("62fa0080020000000200080000000000");
    String second = STAMP.replace("000100", "000104") + ZEROS;
    assertEquals(1, Logs.of(first, second).entries().size());
    String other = STAMP.replace("128c02", "128c04") + ZEROS;
    Logs apart = Logs.of(first, other);
    assertEquals(
        List.of(
            "the second half of its record is not in the log: 62fa0080020000000200080000000000",
            "the first half of its record is not in the log: 00000000000000000000000000000000"),
        apart.says());
    String otherCpu = STAMP.replace("- 0000", "- 0001") + ZEROS;
    assertEquals(2, Logs.of(first, otherCpu).entries().size());
  }

  @Test
  void whatIsCutOffIsSaid() {
    assertEquals(
        List.of("the rest of its record is not in the log: 62fa0080020000000200080000000000"),
        Logs.of(hex("62fa0080020000000200080000000000")).says());
    assertEquals(
        List.of(
            "the rest of its record is not in the log: 6572726f7220434344463a0a" + "00".repeat(20)),
        Logs.of(hex("6572726f7220434344463a0a"), STAMP + ZEROS).says());
    assertEquals(
        List.of("a text that is not known: 68656c6c6f0000000000000000000000"),
        Logs.of(hex("68656c6c6f")).says());
    DebugEntry.Lone lone = (DebugEntry.Lone) Logs.of(STAMP + "62 fa | ..").only();
    assertEquals("an entry of 2 bytes", lone.why());
    assertEquals(Bytes.ofHex("62fa"), lone.bytes());
  }

  /** Logs of others are not taken for pci_error. */
  @Test
  void headingsNameTheLog() {
    Logs logs =
        Logs.of(
            "== /sys/kernel/debug/s390dbf/cio_trace/hex_ascii",
            hex("62fa0080020000000200080000000000"),
            "==> /sys/kernel/debug/s390dbf/pci_error/hex_ascii <==",
            hex("62fa0080020000000200080000000000"),
            STAMP + ZEROS);
    assertEquals(2, logs.entries().size());
    assertEquals("cio_trace", ((DebugEntry.Lone) logs.entries().getFirst()).log());
    assertTrue(logs.entries().getLast() instanceof Instruction);
    assertEquals(0, logs.file().foreign());
  }

  @Test
  void theRealDump() {
    Logs logs = Logs.of(Logs.sample("s390dbf-probe-refused.txt"));
    assertEquals(18, logs.file().lines());
    assertEquals(6, logs.file().foreign());
    assertEquals(
        List.of(
            "ISM driver: a command failed; response header: no command is answered, ret 0xffff (as"
                + " the driver stored it before, or as a function answers that got no command), 8"
                + " bytes",
            "PCISTB of 8 bytes to BAR2+0x8, handle 0x80020000: program check (-ENXIO)",
            "PCISTB of 8 bytes to BAR2+0x0, handle 0x80020000: program check (-ENXIO)",
            "UID checking is on: PCI domains are the functions' user ids",
            "function 0x11 found, handle 0x20000",
            "CLP enable of function 0x11: done; handle 0x80020000"),
        logs.says());
    Instruction payload = (Instruction) logs.entries().get(1);
    assertEquals(0x80020000_00020008L, payload.first());
    assertEquals(8, payload.second());
    assertEquals(-6, payload.cc());
    assertTrue(payload.programCheck());
    assertEquals("1795220154.616485", payload.time());
  }
}
