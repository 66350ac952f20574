package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.zpci.nativedriver.CCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pages show in {@code sh} blocks for people to type works: each {@code bin/zpci} in them
 * is run as a process of its own, in a folder that has the recordings and logs of the repository
 * and the files that the lines before it wrote. What a shell does with its output is left to the
 * shell. A server would not end: of it the command line is read, with {@code --help} behind it.
 */
class ShellBlocksTest {
  /** {@code bin/zpci} up to where the shell takes over: a pipe, a redirection, a parenthesis. */
  private static final Pattern COMMAND = Pattern.compile("(?:^|[ (])bin/zpci ([^|>)&]+)");

  /** What a line needs that no line of its page has written. */
  private static final Map<String, String> GIVEN =
      Map.of("build/served.jsonl", "tests/recordings/ism-probe-event-unbind.jsonl");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> whatIsShownToBeTypedWorks() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : Pages.all()) {
      List<String> commands =
          Pages.blocks(page).stream()
              .filter(block -> block.kind().equals("sh"))
              .flatMap(block -> block.lines().stream())
              .flatMap(line -> commands(line).stream())
              .toList();
      if (!commands.isEmpty()) {
        tests.add(DynamicTest.dynamicTest(Pages.name(page), () -> run(page, commands)));
      }
    }
    assertFalse(tests.isEmpty());
    return tests.stream();
  }

  private static List<String> commands(String line) {
    List<String> commands = new ArrayList<>();
    Matcher matcher = COMMAND.matcher(line);
    while (matcher.find()) {
      commands.add(matcher.group(1).strip());
    }
    return commands;
  }

  private void run(Path page, List<String> commands) throws Exception {
    Path here = Files.createDirectories(folder.resolve(Pages.name(page).replace('/', '-')));
    Path tests = Files.createDirectories(here.resolve("tests"));
    for (String name : List.of("recordings", "logs")) {
      Files.createSymbolicLink(tests.resolve(name), Pages.root().resolve("tests").resolve(name));
    }
    for (Map.Entry<String, String> given : GIVEN.entrySet()) {
      Path file = here.resolve(given.getKey());
      Files.createDirectories(file.getParent());
      Files.copy(Pages.root().resolve(given.getValue()), file);
    }
    for (String command : commands) {
      if (command.startsWith("plugin ") && CCompiler.find().isEmpty()) {
        continue;
      }
      List<String> words = words(here, tests, command);
      assertEquals("", failure(here, words), Pages.name(page) + ": bin/zpci " + command);
    }
  }

  private static List<String> words(Path here, Path tests, String command) throws IOException {
    List<String> words = new ArrayList<>();
    for (String word : command.split(" +")) {
      if (word.contains("*")) {
        words.addAll(matching(here, tests, word));
      } else {
        words.add(word);
      }
    }
    if (words.getFirst().equals("serve")) {
      words.add("--help");
    }
    if (words.getFirst().equals("new")) {
      // A page shows several ways to begin with one name.
      Files.deleteIfExists(here.resolve(words.get(1) + ".yaml"));
    }
    return words;
  }

  /** Scenarios below tests/ are the user's own: those that the page has written so far. */
  private static List<String> matching(Path here, Path tests, String glob) throws IOException {
    try (DirectoryStream<Path> written = Files.newDirectoryStream(here, "*.yaml")) {
      for (Path file : written) {
        Files.copy(file, tests.resolve(String.valueOf(file.getFileName())));
      }
    }
    List<String> found = new ArrayList<>();
    Path directory = here.resolve(glob).getParent();
    String last = glob.substring(glob.lastIndexOf('/') + 1);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, last)) {
      files.forEach(file -> found.add(here.relativize(file).toString()));
    }
    return found;
  }

  /** What the command says and its exit code; nothing where it is 0. */
  private static String failure(Path here, List<String> words) {
    List<String> line =
        new ArrayList<>(
            Arrays.asList(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.zpci.cli.Main"));
    line.addAll(words);
    try {
      Process process =
          new ProcessBuilder(line).directory(here.toFile()).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int exit = process.waitFor();
      return exit == 0 ? "" : said + "exit code " + exit;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
