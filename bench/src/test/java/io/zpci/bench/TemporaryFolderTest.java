package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A folder goes away with what is in it. */
class TemporaryFolderTest {
  @Test
  void itGoesWithItsFiles() throws IOException {
    Path path;
    try (TemporaryFolder folder = new TemporaryFolder()) {
      path = folder.path();
      assertTrue(Files.isDirectory(path));
      assertEquals(folder.resolve("split.c"), folder.copy("split.c"));
      assertTrue(Files.size(folder.resolve("split.c")) > 0);
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void whatDoesNotStandBesideTheClassesIsNotCopied() throws IOException {
    try (TemporaryFolder folder = new TemporaryFolder()) {
      IOException refused = assertThrows(IOException.class, () -> folder.copy("none.c"));
      assertEquals("no none.c beside the classes", refused.getMessage());
    }
  }
}
