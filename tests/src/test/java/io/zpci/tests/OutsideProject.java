package io.zpci.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The project that docs/getting-started.md shows, file by file. */
final class OutsideProject {
  /** The page. */
  static final Path PAGE = Pages.page("docs/getting-started.md");

  private OutsideProject() {}

  /** Its files, by their path in the project. */
  static Map<String, Pages.Block> files() {
    return Pages.marked(PAGE, "file");
  }

  /** Writes all of it into {@code folder}. */
  static void write(Path folder) throws IOException {
    for (Map.Entry<String, Pages.Block> file : files().entrySet()) {
      Path to = folder.resolve(file.getKey());
      Files.createDirectories(to.getParent());
      Files.write(to, file.getValue().lines());
    }
  }
}
