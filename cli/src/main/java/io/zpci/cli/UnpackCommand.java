package io.zpci.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What commands share that write a file of the project into a directory. */
abstract class UnpackCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "DIR",
      description = "Where it goes; the directory is made where it is missing.")
  private Path directory = Path.of("");

  @Option(names = "--force", description = "Replace a file of that name with another text.")
  private boolean force;

  /**
   * Writes into {@code directory}.
   *
   * @param replace whether a file with another text is replaced
   * @return the exit code
   * @throws FileAlreadyExistsException where there is such a file and it is not to be replaced
   */
  abstract int unpack(Path directory, boolean replace) throws IOException;

  @Override
  public Integer call() {
    for (Path each = directory; each != null; each = each.getParent()) {
      if (Files.exists(each) && !Files.isDirectory(each)) {
        throw wrong("DIR: '" + each + "' is no directory");
      }
    }
    try {
      return unpack(directory, force);
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
