package io.zpci.cli;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@link StackOptions} of a command that has a guest's kernel, too. */
final class GuestStackOptions extends StackOptions {
  @Option(
      names = "--guest",
      paramLabel = "VERSION",
      converter = Converters.Linux.class,
      description = "The guest's Linux; default the newest.")
  private @Nullable LinuxVersion guest;

  GuestStackOptions() {}

  @Override
  Stack over(Stack base) {
    Stack below = super.over(base);
    return new Stack(
        below.qemu(),
        below.host(),
        guest == null ? below.guest() : guest,
        below.hostOrder(),
        below.mio(),
        below.nullMappingSucceeds());
  }
}
