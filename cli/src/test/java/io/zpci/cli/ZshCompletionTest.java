package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real zsh makes of the script. */
class ZshCompletionTest {
  @TempDir Path folder;

  private String script = "";

  @BeforeEach
  void thereIsZsh() throws Exception {
    Ran ran = Ran.zpci("completion", "zsh");
    assertEquals(0, ran.exit(), ran.err());
    script = ran.out();
    Files.writeString(folder.resolve("_zpci"), script);
  }

  private List<String> completed(String line) throws Exception {
    assumeTrue(
        Shells.has("zsh") && Shells.run(folder, "zsh", "-f", "-c", "zmodload zsh/zpty").exit() == 0,
        "no zsh on the PATH, or one without zpty");
    Path driver = Shells.unpacked(folder, "completions.zsh");
    return Shells.run(folder, "zsh", "-f", driver, folder.resolve("_zpci"), line).lines();
  }

  @ParameterizedTest
  @CsvSource({
    "zpci ex, explain",
    "zpci --color a, auto always",
    "zpci -v explain pcistb --mi, --mio --mio-mapping",
    "zpci explain pcistb 2 0 8 --mio=, off on",
    "zpci explain --host linux-5.1, linux-5.10",
    "zpci serve --blocks g, gdbstub",
    "zpci help ex, explain",
    "zpci rules R-02, R-02",
    "zpci completion z, zsh",
  })
  void words(String line, String expected) throws Exception {
    List<String> all = completed(line);
    assertTrue(new TreeSet<>(all).containsAll(List.of(expected.split(" "))), all + " for " + line);
    for (String each : all) {
      String typed = line.substring(Math.max(line.lastIndexOf(' '), line.lastIndexOf('=')) + 1);
      assertTrue(each.startsWith(typed), each + " for " + line);
    }
  }

  @Test
  void everyCommandOnce() throws Exception {
    assertEquals(new TreeSet<>(Commands.names()), new TreeSet<>(completed("zpci ")));
  }

  @Test
  void files() throws Exception {
    Files.writeString(folder.resolve("recorded.jsonl"), "");
    assertEquals(List.of("recorded.jsonl"), completed("zpci replay reco"));
  }

  @Test
  void everyOptionIsDescribed() {
    assertTrue(script.startsWith("#compdef zpci\n"), script);
    assertTrue(script.contains("'explain:Shows what each route makes of one operation"), script);
    assertTrue(
        script.contains(
            "'(--host-endian)--host-endian=[Byte order of QEMU'\\''s host]:be|le:(be le)'"),
        script);
    assertTrue(script.contains("'(-q --quiet)'{-q,--quiet}'[Say less]'"), script);
    assertTrue(script.contains("'*--socket=[Serve a function at PATH]:"), script);
  }
}
