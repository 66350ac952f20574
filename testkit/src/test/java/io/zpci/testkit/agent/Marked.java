package io.zpci.testkit.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Where a line stands that a comment marks. */
final class Marked {
  private static final Path SOURCES = Path.of("src/test/java");

  private Marked() {}

  /** The number of the only line of {@code type}'s source that ends with {@code // mark}. */
  static int line(Class<?> type, String mark) {
    Path file =
        Path.of(System.getProperty("basedir", ""))
            .resolve(SOURCES)
            .resolve(type.getName().replace('.', '/') + ".java");
    try {
      List<String> lines = Files.readAllLines(file);
      List<Integer> found =
          java.util.stream.IntStream.range(0, lines.size())
              .filter(i -> lines.get(i).endsWith("// " + mark))
              .mapToObj(i -> i + 1)
              .toList();
      if (found.size() != 1) {
        throw new IllegalStateException(file + ": " + found.size() + " lines end with // " + mark);
      }
      return found.getFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
