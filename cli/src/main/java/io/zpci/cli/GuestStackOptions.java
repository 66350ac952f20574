package io.zpci.cli;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Stack;
import picocli.CommandLine.Option;

/** {@link StackOptions} of a command that has a guest's kernel, too. */
final class GuestStackOptions extends StackOptions {
  @Option(
      names = "--guest",
      paramLabel = "VERSION",
      converter = Converters.Linux.class,
      description = "The guest's Linux; default the newest.")
  private LinuxVersion guest = LinuxVersion.newest();

  GuestStackOptions() {}

  @Override
  Stack stack() {
    return stack(guest);
  }
}
