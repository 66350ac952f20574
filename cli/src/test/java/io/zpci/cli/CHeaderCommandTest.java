package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CHeaderCommandTest {
  @TempDir Path folder;

  @Test
  void theHeaderIsWrittenAndItsPathPrinted() throws Exception {
    Path directory = folder.resolve("include/zpci");
    Path header = directory.resolve("zpci_driver.h");
    Ran first = Ran.zpci("c-header", directory.toString());
    assertEquals(new Ran(0, header + "\n", ""), first);
    String text = Files.readString(header);
    assertTrue(text.startsWith("/* SPDX-License-Identifier: Apache-2.0 */\n"), text);
    assertTrue(text.contains("static inline int __zpci_store_block("), "store block");
    assertEquals(first, Ran.zpci("c-header", directory.toString()));
  }

  @Test
  void anotherTextIsReplacedOnlyByForce() throws Exception {
    Path header = Files.writeString(folder.resolve("zpci_driver.h"), "mine");
    assertEquals(
        new Ran(
            2,
            "",
            "zpci c-header: '"
                + header
                + "' is there with another text; --force replaces it (try 'zpci c-header"
                + " --help')\n"),
        Ran.zpci("c-header", folder.toString()));
    assertEquals("mine", Files.readString(header));
    assertEquals(new Ran(0, header + "\n", ""), Ran.zpci("c-header", "--force", folder.toString()));
    assertTrue(Files.size(header) > 1000);
  }

  @Test
  void whatCannotBeWrittenIsOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals(
        new Ran(
            2,
            "",
            "zpci c-header: DIR: '" + file + "' is no directory (try 'zpci c-header --help')\n"),
        Ran.zpci("c-header", file.toString()));
    assertEquals(
        Ran.zpci("c-header", file.toString()),
        Ran.zpci("c-header", file.resolve("below").toString()));
    Files.createDirectories(folder.resolve("taken/zpci_driver.h"));
    assertEquals(
        new Ran(
            2,
            "",
            "zpci c-header: DIR: '"
                + folder.resolve("taken")
                + "' cannot be written: Is a directory (try 'zpci c-header --help')\n"),
        Ran.zpci("c-header", folder.resolve("taken").toString()));
    assertEquals(
        new Ran(
            2,
            "",
            "zpci c-header: Missing required parameter: 'DIR' (try 'zpci c-header --help')\n"),
        Ran.zpci("c-header"));
  }
}
