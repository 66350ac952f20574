package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.guest.IsmDriverVersion;
import io.zpci.linux.LinuxVersion;
import io.zpci.vmm.QemuVersion;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VersionsCommandTest {
  private record Inner(int width) {}

  private record Outer(String name, boolean on, long base, int sizeMask, Inner inner) {}

  @Test
  void everyVersionIsAColumn() {
    Ran ran = Ran.zpci("versions");
    assertEquals(0, ran.exit());
    assertEquals("", ran.err());
    List<String> lines = ran.lines();
    List<String> linux = LinuxVersion.all().stream().map(LinuxVersion::name).toList();
    List<String> qemu = QemuVersion.all().stream().map(QemuVersion::name).toList();
    assertEquals("name " + String.join(" ", linux), squeezed(lines.getFirst()));
    assertEquals("name " + String.join(" ", qemu), squeezed(lines.get(lines.indexOf("") + 1)));
    List<String> drivers = IsmDriverVersion.all().stream().map(IsmDriverVersion::name).toList();
    assertEquals(
        "name " + String.join(" ", drivers), squeezed(lines.get(lines.lastIndexOf("") + 1)));
    List<String> squeezed = lines.stream().map(line -> squeezed(line)).toList();
    String widths =
        LinuxVersion.all().stream()
            .map(version -> String.valueOf(version.vfio().barWidth()))
            .collect(Collectors.joining(" "));
    assertTrue(squeezed.contains("vfio: bar width " + widths), ran.out());
    String masks =
        QemuVersion.all().stream()
            .map(version -> "0x" + Integer.toHexString(version.pcistbLengthMask()))
            .collect(Collectors.joining(" "));
    assertTrue(squeezed.contains("pcistb length mask " + masks), ran.out());
    assertTrue(squeezed.contains("command lock no yes yes"), ran.out());
  }

  @Test
  void jsonIsOneObjectAVersion() {
    Ran ran = Ran.zpci("versions", "--json");
    assertEquals(0, ran.exit());
    List<String> lines = ran.lines();
    int linux = LinuxVersion.all().size();
    int qemu = QemuVersion.all().size();
    assertEquals(linux + qemu + IsmDriverVersion.all().size(), lines.size());
    assertTrue(
        lines.getFirst().startsWith("{\"kind\":\"linux\",\"name\":\"linux-5.10\","),
        lines.getFirst());
    assertTrue(lines.getFirst().contains("\"iomapBase\":9223372036854775808,"), lines.getFirst());
    assertTrue(lines.getFirst().contains("\"vfio.mapping\":\"lazy\""), lines.getFirst());
    String newest = lines.get(linux + qemu - 1);
    assertTrue(newest.startsWith("{\"kind\":\"qemu\",\"name\":\"qemu-11.1\","), newest);
    assertEquals(
        "{\"kind\":\"ism-driver\",\"name\":\"7.2\",\"source\":\"7.2.12\",\"commandLock\":true,"
            + "\"passesMask\":true,\"clientPerDmb\":true,\"probe\":\"info-first\","
            + "\"remove\":\"handler-first\",\"vlanRequired\":false,\"dmbMemory\":\"folio\"}",
        lines.getLast());
  }

  @Test
  void aSwitchIsFoundByItself() {
    List<Switch> switches = Switch.of(new Outer("x", true, -1, 0x1fff, new Inner(4)));
    assertEquals(
        List.of(
            "name x", "on yes", "base 0xffffffffffffffff", "size mask 0x1fff", "inner: width 4"),
        switches.stream().map(each -> each.label() + " " + each.text()).toList());
  }

  private static String squeezed(String line) {
    return line.replaceAll(" +", " ");
  }
}
