package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the code makes; with {@code -Dzpci.docs.write=true} it is written, else compared. */
final class Written {
  private Written() {}

  static void holds(Path file, String made) throws IOException {
    if (Boolean.getBoolean("zpci.docs.write")) {
      Files.writeString(file, made);
    }
    assertEquals(
        made, Files.readString(file), file + " is not what the code makes: -Dzpci.docs.write=true");
  }
}
