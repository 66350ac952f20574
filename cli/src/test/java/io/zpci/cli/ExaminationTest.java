package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.cli.Finding.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examination on machines that are made of a folder of programs. */
class ExaminationTest {
  private static final String QEMU =
      """
      case "$*" in
        --version | *-version) echo "QEMU emulator version %s (made up 9.9)" ;;
        "-device help") echo 'name "%s", bus PCI, desc "x"' ;;
        *) exit 1 ;;
      esac
      """;

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private Path bin = Path.of("");

  @BeforeEach
  void emptyMachine() throws IOException {
    bin = Files.createDirectory(folder.resolve("bin"));
    environment.put("PATH", folder.resolve("none") + ":" + bin);
    environment.put("LAB", folder.resolve("lab").toString());
  }

  private Path program(String name, String script) throws IOException {
    Path file = bin.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Examination examination(String java, boolean nativeAccess, @Nullable Path cache) {
    Examination.Jvm jvm =
        new Examination.Jvm(java, java + ".0.1 of Some", Path.of("/jdk"), nativeAccess, cache);
    return new Examination(new Programs(environment), jvm, folder, false);
  }

  private Finding finding(String name) {
    return finding(name, examination("25", true, null));
  }

  private static Finding finding(String name, Examination examination) {
    return examination.all().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aMachineWithNothingHasTheCommandAtLeast() {
    List<Finding> findings = examination("25", true, null).all();
    Map<String, State> states = new HashMap<>();
    for (Finding each : findings) {
      states.put(each.name(), each.state());
      assertEquals(
          each.state() == State.MISSING && !each.name().startsWith("QEMU:"),
          each.state() != State.ABSENT && each.advice() != null,
          each.toString());
      assertTrue(each.state() == State.FOUND || each.what() == null, each.toString());
    }
    assertEquals(
        Map.ofEntries(
            Map.entry("JDK", State.FOUND),
            Map.entry("native access", State.FOUND),
            Map.entry("temporary files", State.FOUND),
            Map.entry("Maven", State.MISSING),
            Map.entry("AOT cache", State.ABSENT),
            Map.entry("C compiler", State.MISSING),
            Map.entry("QEMU", State.MISSING),
            Map.entry("QEMU: vfio-user-pci", State.MISSING),
            Map.entry("QEMU: TCG plugins", State.MISSING),
            Map.entry("Chromium", State.MISSING),
            Map.entry("terminal", State.ABSENT)),
        states);
    assertEquals(0, DoctorCommand.exit(findings));
  }

  @Test
  void anOldJavaIsNotEnough() {
    List<Finding> findings = examination("24", true, null).all();
    Finding java = findings.getFirst();
    assertEquals(State.LACKING, java.state());
    assertEquals("24.0.1 of Some, /jdk", java.what());
    assertEquals("install a JDK 25 or later, or set JAVA_HOME to one", java.advice());
    assertFalse(java.fine());
    assertEquals(1, DoctorCommand.exit(findings));
  }

  @Test
  void aTemporaryFolderThatIsNoneIsNotEnough() {
    Examination.Jvm jvm = new Examination.Jvm("25", "25", Path.of("/jdk"), true, null);
    List<Finding> findings =
        new Examination(new Programs(environment), jvm, folder.resolve("gone"), false).all();
    assertEquals(
        new Finding(
            "temporary files",
            State.LACKING,
            folder.resolve("gone") + " cannot be written",
            "the command",
            true,
            "give the JVM -Djava.io.tmpdir=DIR, by ZPCI_JAVA_OPTS"),
        findings.get(2));
    assertEquals(1, DoctorCommand.exit(findings));
  }

  @Test
  void nativeAccessAndCacheAreTheJvms() throws IOException {
    Finding access = finding("native access", examination("25", false, null));
    assertEquals(State.MISSING, access.state());
    assertTrue(access.fine());
    Path cache = Files.writeString(folder.resolve("x.aot"), "x");
    assertEquals(cache.toString(), finding("AOT cache", examination("25", true, cache)).what());
    assertEquals(
        State.ABSENT, finding("AOT cache", examination("25", true, folder.resolve("y"))).state());
  }

  @Test
  void programsSayTheirVersions() throws IOException {
    Path maven = program("mvn", "echo 'Apache Maven 3.9.1 (abc)'; echo 'Java version: 17.0.1'\n");
    assertEquals("3.9.1, " + maven, finding("Maven").what());
    assertEquals(State.FOUND, finding("Maven").state());
    program("mvn", "echo 'Apache Maven 3.8.6'\n");
    assertEquals(State.LACKING, finding("Maven").state());
    assertEquals("install Maven 3.8.7 or later", finding("Maven").advice());
    program("mvn", "echo 'no java 9.9'; exit 1\n");
    assertEquals("does not run, " + maven, finding("Maven").what());
    assertEquals(State.LACKING, finding("Maven").state());
  }

  @Test
  void gccComesBeforeClangAndCcBeforeBoth() throws IOException {
    Path clang = program("clang", "echo 'clang version 19.1.7'\n");
    assertEquals("19.1.7, " + clang, finding("C compiler").what());
    Path gcc = program("gcc", "echo 'gcc (Made Up) 14.2.0'\n");
    assertEquals("14.2.0, " + gcc, finding("C compiler").what());
    environment.put("CC", clang + " -m64");
    assertEquals("19.1.7, CC=" + clang + " -m64", finding("C compiler").what());
    environment.put("CC", folder.resolve("gone").toString());
    assertEquals(State.LACKING, finding("C compiler").state());
    assertEquals("CC=" + folder.resolve("gone") + " cannot be run", finding("C compiler").what());
  }

  @ParameterizedTest
  @CsvSource({
    "11.1.2, vfio-user-pci, FOUND, FOUND, FOUND",
    "10.1.0, vfio-user-pci, FOUND, FOUND, LACKING",
    "10.0.3, vfio-pci, LACKING, LACKING, LACKING",
  })
  void whatAQemuCanDo(String version, String device, State qemu, State client, State plugins)
      throws IOException {
    program("qemu-system-s390x", QEMU.formatted(version, device));
    assertEquals(qemu, finding("QEMU").state());
    assertEquals(version + ", " + bin.resolve("qemu-system-s390x"), finding("QEMU").what());
    assertEquals(client, finding("QEMU: vfio-user-pci").state());
    assertEquals(plugins, finding("QEMU: TCG plugins").state());
  }

  @Test
  void aQemuWithoutPluginsEndsWithAnError() throws IOException {
    program(
        "qemu-system-s390x",
        "case $1 in -plugin) echo 'not enabled' >&2; exit 1 ;; esac\n"
            + QEMU.formatted("11.1.2", "vfio-user-pci"));
    assertEquals(State.FOUND, finding("QEMU").state());
    assertEquals(State.LACKING, finding("QEMU: TCG plugins").state());
    assertEquals("no", finding("QEMU: TCG plugins").what());
  }

  @Test
  void theLabsQemuComesFirst() throws IOException {
    program("qemu-system-s390x", QEMU.formatted("10.0.0", "x"));
    Path lab = program("../lab/bin/qemu-system-s390x", QEMU.formatted("11.1.2", "x"));
    assertEquals("11.1.2, " + lab.toRealPath(), finding("QEMU").what());
  }

  @ParameterizedTest
  @CsvSource({
    "3.8.7, 3.8.7, true",
    "3.10, 3.9.1, true",
    "3.8.6, 3.8.7, false",
    "4, 3.9, true",
    "3, 3.0, true",
    "25, 25, true",
    "'', 0, false",
    "x.y, 0, false"
  })
  void atLeast(String version, String least, boolean enough) {
    assertEquals(enough, Programs.atLeast(version, least));
  }

  @Test
  void whatIsNoProgramIsNotFound() throws IOException {
    Files.createDirectory(bin.resolve("gcc"));
    Files.writeString(bin.resolve("clang"), "not executable");
    Programs programs = new Programs(environment);
    assertTrue(programs.find("gcc", "clang").isEmpty());
    assertEquals(new Programs.Answer(-1, ""), programs.ask(bin.resolve("clang").toString()));
    assertNull(finding("C compiler").what());
  }
}
