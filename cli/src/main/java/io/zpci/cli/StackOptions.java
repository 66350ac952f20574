package io.zpci.cli;

import io.zpci.cli.Converters.Setting;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Stack;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The versions and switches between guest and device, as options. */
class StackOptions {
  /** The names of these options. */
  static final List<String> NAMES =
      List.of("--qemu", "--host", "--host-endian", "--mio", "--mio-mapping");

  @Option(
      names = "--qemu",
      paramLabel = "VERSION",
      converter = Converters.Qemu.class,
      description = "QEMU; default the newest.")
  private @Nullable QemuVersion qemu;

  @Option(
      names = "--host",
      paramLabel = "VERSION",
      converter = Converters.Linux.class,
      description = "The host's Linux; default the newest.")
  private @Nullable LinuxVersion host;

  @Option(
      names = "--host-endian",
      paramLabel = "be|le",
      converter = Converters.Endian.class,
      description = "Byte order of QEMU's host: be (an s390, the default) or le.")
  private @Nullable ByteOrder hostOrder;

  @Option(
      names = "--mio",
      paramLabel = "on|off",
      converter = Converters.OnOff.class,
      description = "Whether the machine has MIO; default on. ISM never has it.")
  private @Nullable Setting mio;

  @Option(
      names = "--mio-mapping",
      paramLabel = "fails|succeeds",
      converter = Converters.Mapping.class,
      description =
          "What pci_iomap makes of a function without MIO on a MIO machine; default fails.")
  private @Nullable Setting nullMapping;

  StackOptions() {}

  /** The stack asked for; what was not is the newest. */
  final Stack stack() {
    return over(Stack.newest());
  }

  /** {@code base} with what was asked for in place of its own. */
  Stack over(Stack base) {
    return new Stack(
        qemu == null ? base.qemu() : qemu,
        host == null ? base.host() : host,
        base.guest(),
        hostOrder == null ? base.hostOrder() : hostOrder,
        mio == null ? base.mio() : mio == Setting.ON,
        nullMapping == null ? base.nullMappingSucceeds() : nullMapping == Setting.ON);
  }
}
