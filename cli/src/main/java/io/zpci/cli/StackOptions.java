package io.zpci.cli;

import io.zpci.cli.Converters.Setting;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Stack;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import java.util.List;
import picocli.CommandLine.Option;

/** The versions and switches between guest and device, as options. */
class StackOptions {
  /** The names of these options. */
  static final List<String> NAMES =
      List.of("--qemu", "--host", "--host-endian", "--mio", "--mio-mapping");

  private static final Stack NEWEST = Stack.newest();

  @Option(
      names = "--qemu",
      paramLabel = "VERSION",
      converter = Converters.Qemu.class,
      description = "QEMU; default the newest.")
  private QemuVersion qemu = NEWEST.qemu();

  @Option(
      names = "--host",
      paramLabel = "VERSION",
      converter = Converters.Linux.class,
      description = "The host's Linux; default the newest.")
  private LinuxVersion host = NEWEST.host();

  @Option(
      names = "--host-endian",
      paramLabel = "be|le",
      converter = Converters.Endian.class,
      description = "Byte order of QEMU's host: be (an s390, the default) or le.")
  private ByteOrder hostOrder = NEWEST.hostOrder();

  @Option(
      names = "--mio",
      paramLabel = "on|off",
      converter = Converters.OnOff.class,
      description = "Whether the machine has MIO; default on. ISM never has it.")
  private Setting mio = setting(NEWEST.mio());

  @Option(
      names = "--mio-mapping",
      paramLabel = "fails|succeeds",
      converter = Converters.Mapping.class,
      description =
          "What pci_iomap makes of a function without MIO on a MIO machine; default fails.")
  private Setting nullMapping = setting(NEWEST.nullMappingSucceeds());

  StackOptions() {}

  /** The stack asked for, with the newest guest. */
  Stack stack() {
    return stack(NEWEST.guest());
  }

  /** The stack asked for, with {@code guest}. */
  final Stack stack(LinuxVersion guest) {
    return new Stack(qemu, host, guest, hostOrder, mio == Setting.ON, nullMapping == Setting.ON);
  }

  private static Setting setting(boolean on) {
    return on ? Setting.ON : Setting.OFF;
  }
}
