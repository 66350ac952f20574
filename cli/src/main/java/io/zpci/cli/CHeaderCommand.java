package io.zpci.cli;

import io.zpci.nativedriver.CHeader;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** {@code zpci c-header}: the header that drivers in C include. */
@Command(
    name = "c-header",
    description = "Writes zpci_driver.h, which a driver in C includes.",
    usageHelpAutoWidth = true,
    sortOptions = false)
final class CHeaderCommand extends UnpackCommand {
  private final ZpciCommand top;

  CHeaderCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  int unpack(Path directory, boolean replace) throws IOException {
    top.page().line(CHeader.unpack(directory, replace).toString());
    return Exit.FINE;
  }
}
