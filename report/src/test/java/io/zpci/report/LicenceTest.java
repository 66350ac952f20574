package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a library asks for that is handed on with this module, and whose jar has no notice. */
class LicenceTest {
  @Test
  void theTemplatesLibraryHasItsNotice() throws IOException {
    try (InputStream in = ClassLoader.getSystemResourceAsStream("META-INF/jmustache-LICENSE")) {
      assertNotNull(in);
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(text.contains("Copyright (c) 2010, Michael Bayne"), text);
      assertTrue(text.contains("Redistributions in binary form must reproduce"), text);
    }
  }
}
