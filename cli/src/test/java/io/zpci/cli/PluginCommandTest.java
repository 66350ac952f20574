package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.blocks.PluginSource;
import io.zpci.nativedriver.CCompiler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginCommandTest {
  @TempDir Path folder;

  /** The command in a process of its own, with these values in its environment. */
  private static Ran zpci(String cc, String path, String... args) throws Exception {
    List<String> line =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    "io.zpci.cli.Main"),
                Stream.of(args))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("CC", cc);
    builder.environment().put("PATH", path);
    Path err = Files.createTempFile("zpci-plugin", ".txt");
    try {
      Process process = builder.redirectError(err.toFile()).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(process.waitFor(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }

  private List<String> files(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(each -> String.valueOf(each.getFileName())).sorted().toList();
    }
  }

  @Test
  void sourceAndPluginAreThereAndTheOptionIsPrinted() throws Exception {
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    Path directory = folder.resolve("a,b");
    Ran ran = Ran.zpci("plugin", directory.toString());
    String option =
        directory.toAbsolutePath().toString().replace(",", ",,") + "/zpci-pcistb.so,socket=PATH";
    assertEquals(new Ran(0, "-plugin " + option + "\n", ""), ran);
    assertEquals(List.of("zpci-pcistb.c", "zpci-pcistb.so"), files(directory));
    String text = Files.readString(directory.resolve("zpci-pcistb.c"));
    assertTrue(text.startsWith("/* SPDX-License-Identifier: Apache-2.0 */\n"), text);
    assertFalse(text.contains("#include <glib"), "a header of others");
    assertFalse(text.contains("qemu-plugin.h"), "a header of others");
    assertEquals(ran, Ran.zpci("plugin", directory.toString()));
  }

  @Test
  void theSourceGivesNoWarnings() throws Exception {
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    Path source = PluginSource.unpack(folder, false);
    List<String> options = new ArrayList<>(PluginSource.OPTIONS);
    options.addAll(List.of("-Wpedantic", "-Wshadow", "-Wmissing-prototypes", "-Wconversion"));
    options.add("-Werror");
    Path library = folder.resolve("strict.so");
    CCompiler.find().orElseThrow().compile(source, library, options);
    assertTrue(Files.size(library) > 0);
  }

  @Test
  void anotherTextIsReplacedOnlyByForce() throws Exception {
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    Path source = Files.writeString(folder.resolve("zpci-pcistb.c"), "mine");
    assertEquals(
        new Ran(
            2,
            "",
            "zpci plugin: '"
                + source
                + "' is there with another text; --force replaces it (try 'zpci plugin --help')\n"),
        Ran.zpci("plugin", folder.toString()));
    assertEquals("mine", Files.readString(source));
    assertEquals(0, Ran.zpci("plugin", "--force", folder.toString()).exit());
    assertEquals(List.of("zpci-pcistb.c", "zpci-pcistb.so"), files(folder));
  }

  @Test
  void whatCannotBeWrittenIsOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertEquals(
        new Ran(
            2, "", "zpci plugin: DIR: '" + file + "' is no directory (try 'zpci plugin --help')\n"),
        Ran.zpci("plugin", file.toString()));
    assertEquals(
        new Ran(
            2, "", "zpci plugin: Missing required parameter: 'DIR' (try 'zpci plugin --help')\n"),
        Ran.zpci("plugin"));
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    Files.createDirectories(folder.resolve("taken/zpci-pcistb.so/full"));
    assertEquals(
        new Ran(
            2,
            "",
            "zpci plugin: DIR: '"
                + folder.resolve("taken")
                + "' cannot be written: DirectoryNotEmpty (try 'zpci plugin --help')\n"),
        Ran.zpci("plugin", folder.resolve("taken").toString()));
    assertEquals(List.of("zpci-pcistb.c", "zpci-pcistb.so"), files(folder.resolve("taken")));
  }

  @Test
  void withoutACompilerNothingIsWritten() throws Exception {
    assertEquals(
        new Ran(3, "", "zpci plugin: " + CCompiler.ABSENT + "\n"),
        zpci("", folder.toString(), "plugin", folder.resolve("new").toString()));
    assertFalse(Files.exists(folder.resolve("new")));
  }

  @Test
  void aCompilerThatFailsIsNamedInOneLine() throws Exception {
    Path tool = folder.resolve("cc");
    Files.writeString(tool, "#!/bin/sh\n/bin/echo one\n/bin/echo two\nexit 4\n");
    assertTrue(tool.toFile().setExecutable(true));
    Path source = folder.resolve("zpci-pcistb.c");
    String line = "zpci plugin: " + source + ": does not compile with " + tool + " (exit code 4)";
    assertEquals(
        new Ran(3, "", line + "\n"), zpci(tool.toString(), "/", "plugin", folder.toString()));
    assertEquals(
        new Ran(3, "", line + ":\none\ntwo\n"),
        zpci(tool.toString(), "/", "plugin", folder.toString(), "-v"));
    Ran none = zpci(folder.resolve("no").toString(), "/", "plugin", folder.toString());
    assertEquals(3, none.exit());
    assertEquals(1, none.err().lines().count(), none.err());
    assertTrue(
        none.err()
            .startsWith(
                "zpci plugin: " + source + ": cannot be compiled with " + folder.resolve("no")),
        none.err());
  }
}
