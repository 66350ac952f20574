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

class MainTest {
  @Test
  void nothingAskedForIsWrongUsage() {
    assertEquals(new Ran(2, "", "zpci: a command was expected (try 'zpci --help')\n"), Ran.zpci());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "explian|zpci: 'explian' is no command, 'explain' is (try 'zpci --help')",
        "nonsense|zpci: 'nonsense' is no command (try 'zpci --help')",
        "x|zpci: 'x' is no command (try 'zpci --help')",
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

  @Test
  void versionNamesTheCommit() {
    Attributes attributes = new Attributes();
    assertEquals("zpci unknown (commit unknown)", BuildVersion.describe(attributes));
    attributes.putValue("Implementation-Version", "1.2");
    attributes.putValue("Implementation-Commit", "0123abcd");
    assertEquals("zpci 1.2 (commit 0123abcd)", BuildVersion.describe(attributes));
    assertEquals("1970-01-01", BuildVersion.day(attributes));
    attributes.putValue("Implementation-Date", "2026-01-31T10:00:00Z");
    assertEquals("2026-01-31", BuildVersion.day(attributes));
    attributes.putValue("Implementation-Date", "${zpci.date}");
    assertEquals("1970-01-01", BuildVersion.day(attributes));
    Ran version = Ran.zpci("--version");
    assertEquals(0, version.exit());
    assertTrue(version.out().matches("zpci \\S+ \\(commit \\S+\\)\\R"), version.out());
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
