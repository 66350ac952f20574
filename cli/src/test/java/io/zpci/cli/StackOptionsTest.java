package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Stack;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class StackOptionsTest {
  private static StackOptions parse(String... args) {
    return CommandLine.populateCommand(new StackOptions(), args);
  }

  @Test
  void theNewestOnABigEndianHostWithMioIsTheDefault() {
    assertEquals(Stack.newest(), parse().stack());
    assertEquals(
        "guest linux-7.2, qemu-11.1, host linux-7.2 big-endian, MIO on",
        parse().stack().describe());
  }

  @Test
  void everythingCanBeChosen() {
    LinuxVersion old = LinuxVersion.named("linux-5.10").orElseThrow();
    Stack newest = Stack.newest();
    Stack stack =
        parse(
                "--qemu",
                "qemu-5.2",
                "--host=linux-5.10",
                "--host-endian",
                "le",
                "--mio=off",
                "--mio-mapping",
                "succeeds")
            .over(new Stack(newest.qemu(), newest.host(), old, newest.hostOrder(), true, false));
    assertEquals(
        new Stack(
            QemuVersion.named("qemu-5.2").orElseThrow(),
            old,
            old,
            ByteOrder.LITTLE_ENDIAN,
            false,
            true),
        stack);
    assertEquals(
        "guest linux-5.10, qemu-5.2, host linux-5.10 little-endian, MIO off, MIO mapping succeeds",
        stack.describe());
  }

  @Test
  void theDefaultsCanBeSaid() {
    assertEquals(
        Stack.newest(),
        parse("--mio", "on", "--mio-mapping", "fails", "--host-endian", "be").stack());
  }

  @Test
  void whatIsNotChosenIsThatBelow() {
    LinuxVersion old = LinuxVersion.named("linux-5.10").orElseThrow();
    Stack below =
        new Stack(
            QemuVersion.named("qemu-5.2").orElseThrow(),
            old,
            old,
            ByteOrder.LITTLE_ENDIAN,
            false,
            true);
    assertEquals(below, parse().over(below));
    GuestStackOptions guest =
        CommandLine.populateCommand(new GuestStackOptions(), "--guest", "linux-7.2", "--mio=on");
    assertEquals(
        new Stack(below.qemu(), old, LinuxVersion.newest(), ByteOrder.LITTLE_ENDIAN, true, true),
        guest.over(below));
    assertEquals(below, new GuestStackOptions().over(below));
  }
}
