package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.zpci.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the pages show in {@code console} blocks is what the command prints. A line that starts with
 * {@code $} is run, what follows up to the next one is its output; {@code $ echo $?} shows the exit
 * code of the command before, and {@code | head -n N} keeps its first lines. With {@code
 * -Dzpci.docs.write=true} the blocks are rewritten.
 */
class ReadmeTest {
  private static final String PROMPT = "$ ";
  private static final String COMMAND = "bin/zpci ";
  private static final Pattern HEAD = Pattern.compile("(.*) \\| head -n (\\d+)");

  @TestFactory
  Stream<DynamicTest> shownOutputIsRealOutput() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : Pages.all()) {
      if (Boolean.getBoolean("zpci.docs.write")) {
        tests.add(DynamicTest.dynamicTest("write " + Pages.name(page), () -> write(page)));
        continue;
      }
      for (Pages.Block block : Pages.blocks(page)) {
        if (block.kind().equals("console")) {
          String place = Pages.name(page) + ":" + block.line();
          tests.add(
              DynamicTest.dynamicTest(
                  place,
                  () ->
                      assertEquals(
                          String.join("\n", run(block)), String.join("\n", block.lines()), place)));
        }
      }
    }
    assertFalse(tests.isEmpty());
    return tests.stream();
  }

  /** Rewrites each block of {@code page} with what its commands print. */
  private static void write(Path page) throws IOException {
    List<String> lines = Pages.lines(page);
    List<String> written = new ArrayList<>();
    int next = 0;
    for (Pages.Block block : Pages.blocks(page)) {
      written.addAll(lines.subList(next, block.line()));
      written.addAll(block.kind().equals("console") ? run(block) : block.lines());
      next = block.line() + block.lines().size();
    }
    written.addAll(lines.subList(next, lines.size()));
    Files.write(page, written);
  }

  /** The block's commands, each with what it prints. */
  private static List<String> run(Pages.Block block) {
    List<String> shown = new ArrayList<>();
    int code = 0;
    for (String line : block.lines()) {
      if (!line.startsWith(PROMPT)) {
        continue;
      }
      shown.add(line);
      String command = line.substring(PROMPT.length());
      if (command.equals("echo $?")) {
        shown.add(String.valueOf(code));
        continue;
      }
      Matcher head = HEAD.matcher(command);
      int most = Integer.MAX_VALUE;
      if (head.matches()) {
        command = head.group(1);
        most = Integer.parseInt(head.group(2));
      }
      if (!command.startsWith(COMMAND)) {
        throw new IllegalStateException("a console block runs bin/zpci, not: " + command);
      }
      StringWriter printed = new StringWriter();
      code = zpci(printed, command.substring(COMMAND.length()).split(" +"));
      printed.toString().lines().limit(most).forEach(shown::add);
    }
    return shown;
  }

  /** Runs the command as from the root of the repository. */
  private static int zpci(StringWriter printed, String... words) {
    String root = Pages.root() + "/";
    String[] arguments =
        Arrays.stream(words)
            .map(word -> Files.isRegularFile(Path.of(root, word)) ? root + word : word)
            .toArray(String[]::new);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code = Main.run(arguments, new PrintWriter(out), new PrintWriter(err));
    printed.append(out.toString().replace(root, "")).append(err.toString().replace(root, ""));
    return code;
  }
}
