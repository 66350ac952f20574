package io.zpci.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.logs.ConfigDump.Bar;
import io.zpci.machine.Stack;
import io.zpci.vmm.QemuVersion;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConfigDumpTest {
  private static ConfigDump sample(String name) {
    return (ConfigDump) Logs.of(Logs.sample(name)).only();
  }

  /** Lines of a dump with {@code changes}: offset, colon, hex bytes. */
  private static String[] dump(int size, String... changes) {
    byte[] bytes = new byte[size];
    for (String change : changes) {
      int at = Integer.parseInt(change.substring(0, change.indexOf(':')), 16);
      String hex = change.substring(change.indexOf(':') + 1);
      for (int i = 0; i < hex.length(); i += 2) {
        bytes[at + i / 2] = (byte) Integer.parseInt(hex.substring(i, i + 2), 16);
      }
    }
    String[] lines = new String[size / 16];
    for (int i = 0; i < lines.length; i++) {
      StringBuilder line = new StringBuilder("%02x:".formatted(16 * i));
      for (int k = 0; k < 16; k++) {
        line.append(" %02x".formatted(bytes[16 * i + k]));
      }
      lines[i] = line.toString();
    }
    return lines;
  }

  private static ConfigDump of(String... lines) {
    return (ConfigDump) Logs.of(lines).only();
  }

  @Test
  void anIsmFunction() {
    ConfigDump dump = sample("lspci-ism.txt");
    assertEquals(new Place(Logs.NAME, 1, 22), dump.place());
    assertEquals("0000:00:00.0", dump.slot());
    assertEquals(0x1014, dump.vendor());
    assertEquals(0x04ed, dump.device());
    assertEquals(256, dump.bytes().size());
    assertTrue(dump.memoryEnabled());
    assertTrue(dump.busMaster());
    assertEquals(
        List.of(
            new Bar(0, false, true, true, 0x4000_0000_0000_0000L, 1L << 48),
            new Bar(2, false, true, true, 0x4001_0000_0000_0000L, 0x1000)),
        dump.bars());
    assertEquals(List.of(new Capability.Msi(0x40, true, 1, true, false)), dump.capabilities());
  }

  /** QEMU refuses what has no MSI-X, unless it is interpreted; 5.2 refuses it always. */
  @Test
  void passthroughOfAnIsmFunction() {
    List<ConfigAccount.Answer> answers = ConfigAccount.of(sample("lspci-ism.txt"), Stack.newest());
    ConfigAccount.Answer barRw = answer(answers, "bar-rw");
    assertEquals("refused, MSI-X mandatory", barRw.plug());
    assertEquals("qemu.plug.7", Objects.requireNonNull(barRw.rule()).id());
    assertNull(barRw.unavailable());
    assertEquals("accepted", answer(answers, "interpretation").plug());
    assertNull(answer(answers, "lpar").plug());
    Stack newest = Stack.newest();
    Stack old =
        new Stack(
            QemuVersion.named("qemu-7.1").orElseThrow(),
            newest.host(),
            newest.guest(),
            newest.hostOrder(),
            newest.mio(),
            newest.nullMappingSucceeds());
    assertNotNull(
        answer(ConfigAccount.of(sample("lspci-ism.txt"), old), "interpretation").unavailable());
  }

  private static ConfigAccount.Answer answer(List<ConfigAccount.Answer> answers, String route) {
    return answers.stream().filter(each -> each.route().equals(route)).findFirst().orElseThrow();
  }

  @Test
  void aFunctionWithMsix() {
    ConfigDump dump = sample("lspci-nvme.txt");
    assertEquals(
        List.of(
            "power management",
            "MSI: 8 vectors, 64-bit, off",
            "PCI Express: endpoint, function-level reset",
            "MSI-X: 33 vectors, table BAR0+0x2000, pending bits BAR0+0x3000, on"),
        dump.capabilities().stream().map(Capability::describe).toList());
    List<ConfigAccount.Answer> answers = ConfigAccount.of(dump, Stack.newest());
    assertEquals("accepted", answer(answers, "bar-rw").plug());
    assertEquals(
        "ism-vfio-pci binds to ISM only", answer(answers, "ism-vfio-pci-process").unavailable());
  }

  @Test
  void theLargerSpaceOfPciExpress() {
    ConfigDump dump =
        of(
            dump(
                4096,
                "00:4d1480a806001000",
                "34:40",
                "40:10000200",
                "100:01000114",
                "140:03000015",
                "150:10000000"));
    assertEquals(4096, dump.bytes().size());
    assertEquals(
        List.of(
            new Capability.Express(0x40, 0, false),
            new Capability.Extended(0x100, 1),
            new Capability.Extended(0x140, 3),
            new Capability.Extended(0x150, 0x10)),
        dump.capabilities());
  }

  /** A list that bites its own tail ends. */
  @Test
  void listsMayBeBroken() {
    ConfigDump dump =
        of(dump(4096, "00:1014ed0406001000", "34:40", "40:0950", "50:0940", "100:0b000010"));
    assertEquals(
        List.of(
            new Capability.Other(0x40, 9),
            new Capability.Other(0x50, 9),
            new Capability.Extended(0x100, 0xb)),
        dump.capabilities());
  }

  /** {@code lspci -x} shows 64 bytes. */
  @Test
  void aShortDumpSaysWhereItEnds() {
    ConfigDump dump = of(dump(64, "00:1014ed0406001000", "10:0110", "34:40"));
    assertEquals(List.of(new Capability.Beyond(0x40)), dump.capabilities());
    assertEquals(List.of(new Bar(0, true, false, false, 0x1000, 0)), dump.bars());
    assertEquals("", dump.slot());
  }

  @Test
  void whatIsNotThereIsAbsent() {
    ConfigDump none = of("00:01.0 Something");
    assertEquals(-1, none.vendor());
    assertEquals(List.of(), none.bars());
    assertEquals(List.of(), none.capabilities());
    assertEquals(List.of(), ConfigAccount.of(none, Stack.newest()));
    ConfigDump silent =
        of(
            "00: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
            "10: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff",
            "20: ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff ff");
    assertTrue(silent.silent());
    assertEquals(List.of(), silent.capabilities());
    assertEquals(List.of(), ConfigAccount.of(silent, Stack.newest()));
    assertFalse(none.memoryEnabled());
  }

  /** A line that does not go on where the one before ended is not taken. */
  @Test
  void linesFollowOneAnother() {
    Logs logs =
        Logs.of(
            "00:00.0 One",
            "00: 14 10 ed 04",
            "20: 00 00 00 00",
            "00:01.0 Two",
            "00: 36 1b 05 00",
            "10: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00");
    assertEquals(
        List.of(4, 4),
        logs.entries().stream().map(each -> ((ConfigDump) each).bytes().size()).toList());
    assertEquals(2, logs.file().foreign());
  }

  @Test
  void everyKnownCapabilityHasAName() {
    for (int id = 1; id <= 0x14; id++) {
      String name = Capability.of(sample("lspci-ism.txt"), 0x60, id).describe();
      assertFalse(name.isBlank(), "id " + id);
    }
    assertEquals("id 0x77", new Capability.Other(0x40, 0x77).describe());
    assertEquals("extended, id 0x0777", new Capability.Extended(0x100, 0x777).describe());
    assertEquals("extended, SR-IOV", new Capability.Extended(0x100, 0x10).describe());
  }
}
