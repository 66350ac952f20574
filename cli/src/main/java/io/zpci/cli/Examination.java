package io.zpci.cli;

import io.zpci.cli.Finding.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what the command and its parts want of a machine. It starts the programs that it finds
 * to ask for their versions, and changes nothing.
 *
 * @param programs those of the machine
 * @param jvm what runs the command
 * @param temporary the folder for temporary files
 * @param terminal whether results go to a terminal that shows box characters
 */
record Examination(Programs programs, Jvm jvm, Path temporary, boolean terminal) {
  private static final String JAVA_LEAST = "25";
  private static final String MAVEN_LEAST = "3.8.7";
  private static final String QEMU = "qemu-system-s390x";

  /** The first QEMU with vfio-user-pci. */
  private static final String CLIENT_LEAST = "10.1";

  /** The first QEMU whose plugins can do what zpci plugin's does. */
  private static final String PLUGIN_LEAST = "11.1";

  /**
   * A JVM.
   *
   * @param version its feature version, as a number
   * @param release its full version and who made it
   * @param home its folder
   * @param nativeAccess whether this program may call native code
   * @param cache the AOT cache that it was started with; null without one
   */
  record Jvm(
      String version, String release, Path home, boolean nativeAccess, @Nullable Path cache) {}

  /** All findings, in the order in which they are shown. */
  List<Finding> all() {
    return List.of(
        java(),
        nativeAccess(),
        temporaryFolder(),
        maven(),
        cache(),
        compiler(),
        qemu(),
        clients(),
        plugins(),
        browser(),
        shownOn());
  }

  private Finding java() {
    boolean enough = Programs.atLeast(jvm.version(), JAVA_LEAST);
    return new Finding(
        "JDK",
        enough ? State.FOUND : State.LACKING,
        jvm.release() + ", " + jvm.home(),
        "the command",
        true,
        enough ? null : "install a JDK " + JAVA_LEAST + " or later, or set JAVA_HOME to one");
  }

  private Finding nativeAccess() {
    return new Finding(
        "native access",
        jvm.nativeAccess() ? State.FOUND : State.MISSING,
        jvm.nativeAccess() ? "allowed" : null,
        "drivers in C, zpci serve",
        false,
        jvm.nativeAccess()
            ? null
            : "start by bin/zpci, or give the JVM --enable-native-access=ALL-UNNAMED");
  }

  private Finding temporaryFolder() {
    boolean writable;
    try {
      Files.delete(Files.createTempFile(temporary, "zpci-doctor-", ".tmp"));
      writable = true;
    } catch (IOException e) {
      writable = false;
    }
    return new Finding(
        "temporary files",
        writable ? State.FOUND : State.LACKING,
        temporary + (writable ? "" : " cannot be written"),
        "the command",
        true,
        writable ? null : "give the JVM -Djava.io.tmpdir=DIR, by ZPCI_JAVA_OPTS");
  }

  private Finding maven() {
    return program(
        "Maven",
        programs.find("mvn"),
        MAVEN_LEAST,
        "bin/zpci, to build itself after a change",
        "install Maven " + MAVEN_LEAST + " or later");
  }

  private Finding cache() {
    Path cache = jvm.cache();
    boolean there = cache != null && Files.isRegularFile(cache);
    return new Finding(
        "AOT cache",
        there ? State.FOUND : State.ABSENT,
        there ? String.valueOf(cache) : null,
        "a start in half the time",
        false,
        there ? null : "bin/zpci makes one when it builds");
  }

  private Finding compiler() {
    String wantedFor = "drivers in C, zpci plugin";
    String advice = "install gcc or clang with the headers of the C library, or set CC";
    String chosen = programs.variable("CC").strip();
    if (chosen.isEmpty()) {
      return program("C compiler", programs.find("gcc", "clang"), "0", wantedFor, advice);
    }
    Programs.Answer answer = programs.ask(chosen.split("\\s+", -1)[0], "--version");
    boolean runs = answer.exit() == 0;
    return new Finding(
        "C compiler",
        runs ? State.FOUND : State.LACKING,
        runs ? answer.version() + ", CC=" + chosen : "CC=" + chosen + " cannot be run",
        wantedFor,
        false,
        runs ? null : advice);
  }

  private Finding qemu() {
    return program(
        "QEMU",
        emulator(),
        CLIENT_LEAST,
        "real guests (zpci serve)",
        "install "
            + QEMU
            + " "
            + CLIENT_LEAST
            + " or later; tests/lab/up.sh makes a lab with one, and LAB names its folder");
  }

  private Finding clients() {
    return part(
        "QEMU: vfio-user-pci",
        "real guests (zpci serve)",
        "install a QEMU " + CLIENT_LEAST + " or later that is built with vfio-user",
        emulator()
            .map(file -> programs.ask(file.toString(), "-device", "help").said())
            .map(said -> said.contains("\"vfio-user-pci\"")));
  }

  /** A QEMU without plugins ends with an error when it sees the option, before it does anything. */
  private Finding plugins() {
    return part(
        "QEMU: TCG plugins",
        "whole blocks by zpci plugin; gdbstub needs none",
        "install a QEMU " + PLUGIN_LEAST + " or later that is built with plugins",
        emulator()
            .map(file -> programs.ask(file.toString(), "-plugin", "none", "-version"))
            .map(answer -> answer.exit() == 0 && Programs.atLeast(answer.version(), PLUGIN_LEAST)));
  }

  private Finding browser() {
    return program(
        "Chromium",
        programs.find("chromium", "chromium-browser", "google-chrome"),
        "0",
        "the build's tests of HTML pages; any browser shows them",
        "install chromium and its driver");
  }

  private Finding shownOn() {
    return new Finding(
        "terminal",
        terminal ? State.FOUND : State.ABSENT,
        terminal ? "boxes, colours" + (noColor() ? " (but NO_COLOR is set)" : "") : null,
        "boxes, colours and progress in what people read",
        false,
        null);
  }

  private boolean noColor() {
    return !programs.variable("NO_COLOR").isEmpty();
  }

  /** The lab's QEMU where LAB names a lab, else the one on the PATH. */
  private Optional<Path> emulator() {
    String lab = programs.variable("LAB");
    if (lab.isEmpty()) {
      return programs.find(QEMU);
    }
    Path file = Path.of(lab, "bin", QEMU);
    return Files.isExecutable(file) ? Optional.of(file) : programs.find(QEMU);
  }

  /** A part of QEMU: where there is none at all, QEMU's own finding says how to get it. */
  private static Finding part(
      String name, String wantedFor, String advice, Optional<Boolean> there) {
    State state = there.isEmpty() ? State.MISSING : there.get() ? State.FOUND : State.LACKING;
    String what =
        switch (state) {
          case FOUND -> "yes";
          case LACKING -> "no";
          case MISSING, ABSENT -> null;
        };
    return new Finding(name, state, what, wantedFor, false, state == State.LACKING ? advice : null);
  }

  private Finding program(
      String name, Optional<Path> found, String least, String wantedFor, String advice) {
    if (found.isEmpty()) {
      return new Finding(name, State.MISSING, null, wantedFor, false, advice);
    }
    Programs.Answer answer = programs.ask(found.get().toString(), "--version");
    boolean enough = answer.exit() == 0 && Programs.atLeast(answer.version(), least);
    String version =
        answer.exit() != 0
            ? "does not run"
            : answer.version().isEmpty() ? "unknown version" : answer.version();
    return new Finding(
        name,
        enough ? State.FOUND : State.LACKING,
        version + ", " + found.get(),
        wantedFor,
        false,
        enough ? null : advice);
  }
}
