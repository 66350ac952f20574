package io.zpci.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder for files, without folders in it, that goes away with them: when it is closed, or when
 * the JVM is told to end before that.
 */
final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Thread hook;

  /** An empty folder. */
  TemporaryFolder() throws IOException {
    path = Files.createTempDirectory("zpci-bench-");
    hook = new Thread(this::end);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Where it is. */
  Path path() {
    return path;
  }

  /** The place of the file {@code name} in it. */
  Path resolve(String name) {
    return path.resolve(name);
  }

  /**
   * Copies a file that stands beside the classes.
   *
   * @return where it is now
   */
  Path copy(String name) throws IOException {
    Path file = path.resolve(name);
    try (var text = TemporaryFolder.class.getResourceAsStream(name)) {
      if (text == null) {
        throw new IOException("no " + name + " beside the classes");
      }
      long _ = Files.copy(text, file);
    }
    return file;
  }

  @Override
  public void close() {
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The JVM ends: the hook deletes it, too, which does no harm.
    }
    delete();
  }

  private void end() {
    try {
      delete();
    } catch (UncheckedIOException _) {
      // A process that ends with this JVM wrote into it just now, and nobody is left to be told.
    }
  }

  private synchronized void delete() {
    if (!Files.exists(path)) {
      return;
    }
    try {
      List<Path> files;
      try (Stream<Path> found = Files.list(path)) {
        files = found.toList();
      }
      for (Path file : files) {
        boolean _ = Files.deleteIfExists(file);
      }
      boolean _ = Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
