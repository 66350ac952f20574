package io.zpci.cli;

import io.zpci.nativedriver.CHeader;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zpci c-header}: the header that drivers in C include. */
@Command(
    name = "c-header",
    description = "Writes zpci_driver.h, which a driver in C includes, into a directory.",
    usageHelpAutoWidth = true,
    sortOptions = false)
final class CHeaderCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "DIR",
      description = "Where the header goes; the directory is made where it is missing.")
  private Path directory = Path.of("");

  @Option(names = "--force", description = "Replace a zpci_driver.h with another text.")
  private boolean force;

  CHeaderCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    for (Path each = directory; each != null; each = each.getParent()) {
      if (Files.exists(each) && !Files.isDirectory(each)) {
        throw wrong("DIR: '" + each + "' is no directory");
      }
    }
    try {
      top.page().line(CHeader.unpack(directory, force).toString());
      return Exit.FINE;
    } catch (FileAlreadyExistsException e) {
      throw wrong("'%s' is there with another text; --force replaces it".formatted(e.getFile()));
    } catch (IOException e) {
      throw wrong("DIR: '%s' cannot be written: %s".formatted(directory, reason(e)));
    }
  }

  /** A file system's exception has the path in its message, and the reason in its name. */
  private static @Nullable String reason(IOException e) {
    if (e instanceof FileSystemException file && file.getReason() == null) {
      return e.getClass().getSimpleName().replace("Exception", "");
    }
    return e.getMessage();
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }
}
