package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.guest.IsmDriverVersion;
import io.zpci.linux.LinuxVersion;
import io.zpci.vmm.QemuVersion;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionsCommandTest {
  private record Inner(int width) {}

  private record Outer(String name, boolean on, long base, int sizeMask, Inner inner) {}

  @Test
  void whatAVersionDoesOtherThanTheOneBefore() {
    Ran ran = Ran.zpci("versions");
    assertEquals(0, ran.exit());
    assertEquals("", ran.err());
    List<String> squeezed = ran.lines().stream().map(line -> squeezed(line)).toList();
    assertEquals("version switch was is", squeezed.getFirst());
    assertTrue(squeezed.contains("linux-5.10 the oldest"), ran.out());
    assertTrue(
        squeezed.contains("linux-5.10.223 size rule power-of-two multiple-of-eight"), ran.out());
    assertTrue(squeezed.contains(" vfio: bar width 4 8"), ran.out());
    assertTrue(squeezed.contains("qemu-6.0 pcistb length mask 0xff 0x1fff"), ran.out());
    for (String name :
        Stream.of(
                LinuxVersion.all().stream().map(LinuxVersion::name),
                QemuVersion.all().stream().map(QemuVersion::name),
                IsmDriverVersion.all().stream().map(IsmDriverVersion::name))
            .flatMap(Function.identity())
            .toList()) {
      assertEquals(1, squeezed.stream().filter(line -> line.startsWith(name + " ")).count(), name);
    }
  }

  @Test
  void everySwitchOfThoseThatAreNamed() {
    Ran ran = Ran.zpci("versions", "linux-7.2", "linux-5.10", "qemu-5.2");
    assertEquals(0, ran.exit());
    assertEquals("", ran.err());
    List<String> squeezed = ran.lines().stream().map(line -> squeezed(line)).toList();
    assertEquals("name linux-7.2 linux-5.10", squeezed.getFirst());
    assertTrue(squeezed.contains("vfio: bar width 8 4"), ran.out());
    assertEquals("name qemu-5.2", squeezed.get(squeezed.indexOf("") + 1));
    assertTrue(squeezed.contains("pcistb length mask 0xff"), ran.out());
    assertEquals(1, Ran.zpci("versions", "linux-7.2", "--json").lines().size());
  }

  @Test
  void aVersionThatNobodyKnowsIsRefused() {
    Ran ran = Ran.zpci("versions", "linux-1.0");
    assertEquals(2, ran.exit());
    assertEquals("", ran.out());
    assertTrue(
        ran.err().startsWith("zpci versions: VERSION: one of linux-5.10, linux-5.10.223, "),
        ran.err());
    assertTrue(ran.err().contains("was expected, got linux-1.0"), ran.err());
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
