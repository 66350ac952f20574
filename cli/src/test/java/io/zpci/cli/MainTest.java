package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void nothingAskedForIsWrongUsage() {
    assertEquals(
        new Ran(
            2,
            "",
            "zpci: a command was expected: c-header, explain, fuzz, import, plugin, replay, routes, rules, serve, shrink, talk, versions, help,"
                + " generate-completion (try 'zpci --help')\n"),
        Ran.zpci());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "explian|zpci: 'explian' is no command; there are c-header, explain, fuzz, import, plugin, replay, routes, rules,"
            + " serve, shrink, talk, versions (try 'zpci --help')",
        "--colour|zpci: '--colour' is no option (try 'zpci --help')",
        "routes --hots|zpci routes: '--hots' is no option (try 'zpci routes --help')",
        "routes x|zpci routes: 'x' is one argument too many (try 'zpci routes --help')",
        "versions --color red|zpci versions: --color: 'red' is not known; known are auto, always,"
            + " never (try 'zpci versions --help')",
        "replay|zpci replay: Missing required parameter: 'FILE' (try 'zpci replay --help')",
      })
  void wrongUsageIsOneLineWithAHint(String args, String line) {
    assertEquals(new Ran(2, "", line + "\n"), Ran.zpci(args.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c-header",
        "explain",
        "fuzz",
        "import",
        "plugin",
        "replay",
        "routes",
        "rules",
        "serve",
        "shrink",
        "talk",
        "versions"
      })
  void everyCommandHasHelp(String command) {
    Ran help = Ran.zpci(command, "--help");
    assertEquals(0, help.exit());
    assertEquals("", help.err());
    assertTrue(help.out().startsWith("Usage: zpci " + command), help.out());
    assertEquals(help.out(), Ran.zpci("help", command).out());
  }

  @Test
  void helpNamesCommandsAndExitCodes() {
    Ran help = Ran.zpci("--help");
    assertEquals(0, help.exit());
    for (String each :
        new String[] {
          "c-header",
          "explain",
          "fuzz",
          "import",
          "plugin",
          "replay",
          "routes",
          "rules",
          "serve",
          "shrink",
          "talk",
          "versions"
        }) {
      assertTrue(help.out().contains("\n  " + each + " "), each);
    }
    for (String each : new String[] {"0 ", "1 ", "2 ", "3 ", "70 "}) {
      assertTrue(help.out().contains("\n  " + each), each);
    }
  }

  @Test
  void versionNamesTheCommit() {
    Attributes attributes = new Attributes();
    assertEquals("zpci unknown (commit unknown)", BuildVersion.describe(attributes));
    attributes.putValue("Implementation-Version", "1.2");
    attributes.putValue("Implementation-Commit", "0123abcd");
    assertEquals("zpci 1.2 (commit 0123abcd)", BuildVersion.describe(attributes));
    Ran version = Ran.zpci("--version");
    assertEquals(0, version.exit());
    assertTrue(version.out().matches("zpci \\S+ \\(commit \\S+\\)\\R"), version.out());
  }

  @Test
  void completionIsAScript() {
    Ran completion = Ran.zpci("generate-completion");
    assertEquals(0, completion.exit());
    assertTrue(completion.out().startsWith("#!/usr/bin/env bash"), completion.out());
    assertTrue(completion.out().contains("explain"));
  }

  @Test
  void aBugIsExit70InOneLine() {
    StringWriter err = new StringWriter();
    int exit = Main.run(Surroundings.of(broken(), new PrintWriter(err)), "versions");
    assertEquals(70, exit);
    assertEquals(
        "zpci: internal error in versions: java.lang.IllegalStateException: out of order\n",
        err.toString());
  }

  @Test
  void verboseShowsWhereABugIs() {
    StringWriter err = new StringWriter();
    int exit = Main.run(Surroundings.of(broken(), new PrintWriter(err)), "versions", "-v");
    assertEquals(70, exit);
    assertTrue(err.toString().contains("\tat io.zpci.cli"), err.toString());
    assertTrue(err.toString().startsWith("zpci: internal error in versions: "), err.toString());
  }

  @Test
  void thePublicEntryIsPlain() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] args = {"versions"};
    assertEquals(0, Main.run(args, new PrintWriter(out), new PrintWriter(err)));
    assertEquals("", err.toString());
    assertFalse(out.toString().contains("\u001b"));
    assertTrue(out.toString().chars().allMatch(each -> each < 128));
  }

  private static PrintWriter broken() {
    return new PrintWriter(Writer.nullWriter()) {
      @Override
      public void print(String text) {
        throw new IllegalStateException("out of order");
      }
    };
  }
}
