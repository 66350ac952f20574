package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * An access that meets the end of a file which was cut throws by itself, also once it is compiled
 * together with whoever catches. That is tried in a JVM of its own, in which it is certain that it
 * is compiled by then.
 */
class CutFileTest {
  @Test
  void theErrorIsThrownByTheAccess() throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xbatch",
                "-XX:-TieredCompilation",
                "-cp",
                System.getProperty("java.class.path"),
                CutFile.class.getName())
            .redirectErrorStream(true)
            .start();
    String said;
    // Closed here: whoever reaps the process does it some time later, while others count.
    try (OutputStream _ = java.getOutputStream();
        InputStream out = java.getInputStream()) {
      said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(0, java.waitFor(), said);
    }
    assertEquals(
        "read: by the access\nwrite: by the access\nor: by the access\nfile: by the access\n",
        said);
  }
}
