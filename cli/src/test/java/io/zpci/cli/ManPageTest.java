package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class ManPageTest {
  @TempDir Path folder;

  private static String page() {
    Ran ran = Ran.zpci("help", "--man");
    assertEquals(0, ran.exit(), ran.err());
    return ran.out();
  }

  private static CommandSpec whole() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    ZpciCommand top = new ZpciCommand(Surroundings.of(nowhere, nowhere));
    return Main.shown(top, Commands.names()).getCommandSpec();
  }

  /** Text as it stands in the page where no line is broken. */
  private static String flat(String roff) {
    return roff.replace("\\&", "")
        .replaceAll("\\\\f[BIR]", "")
        .replace("\\-", "-")
        .replace("\\(aq", "'")
        .replace("\\(dq", "\"")
        .replace('\n', ' ');
  }

  @Test
  void mandocHasNothingToSay() throws Exception {
    assumeTrue(Shells.has("mandoc"), "no mandoc on the PATH");
    Path file = Files.writeString(folder.resolve("zpci.1"), page());
    Shells.Said said = Shells.run(folder, "mandoc", "-T", "lint", "-W", "style", file);
    assertEquals(new Shells.Said(0, ""), said);
  }

  @Test
  void onlyMacrosThatEveryManKnows() {
    Pattern macro = Pattern.compile("\\.(TH|SH|SS|PP|IP|TP|RS|RE|nf|fi|B|\\\\\")( .*)?");
    List<String> lines = page().lines().toList();
    assertTrue(
        lines.get(1).matches("\\.TH ZPCI 1 \\d{4}-\\d\\d-\\d\\d \"zpci .*\" \"User Commands\""),
        lines.get(1));
    for (String line : lines) {
      assertTrue(!line.startsWith(".") || macro.matcher(line).matches(), line);
      assertFalse(line.startsWith("'"), line);
      assertFalse(line.endsWith(" "), line);
      assertTrue(line.chars().allMatch(each -> each >= 32 && each < 127), line);
      assertTrue(line.matches("([^\\\\]|\\\\([-e&\"]|f[BIR]|\\((aq|dq|ga|ha|ti)))*"), line);
    }
    assertEquals(
        lines.stream().filter(line -> line.equals(".nf")).count(),
        lines.stream().filter(line -> line.equals(".fi")).count());
  }

  @Test
  void sectionsAreThoseOfAManualPage() {
    List<String> sections =
        Pattern.compile("^\\.SH \"(.*)\"$", Pattern.MULTILINE)
            .matcher(page())
            .results()
            .map(found -> found.group(1))
            .toList();
    assertEquals(List.of("NAME", "SYNOPSIS", "DESCRIPTION"), sections.subList(0, 3));
    assertEquals(
        List.of("OPTIONS OF EVERY COMMAND", "EXIT STATUS", "FILES AND ENVIRONMENT", "SEE ALSO"),
        sections.subList(sections.size() - 4, sections.size()));
    assertEquals(Commands.GROUPS.size() + 7, sections.size());
  }

  @Test
  void everyCommandOptionArgumentAndExitCodeIsThere() {
    String page = page();
    String text = flat(page);
    CommandSpec top = whole();
    for (String code : top.usageMessage().exitCodeList().keySet()) {
      assertTrue(page.contains("\n.TP\n" + code + "\n"), code);
    }
    for (String name : Commands.names()) {
      int start = page.indexOf("\n.SS \"zpci " + name.replace("-", "\\-") + "\"\n");
      assertTrue(start >= 0, name);
      int end = page.indexOf("\n.S", start + 1);
      String part = flat(page.substring(start, end));
      CommandSpec command = Commands.of(top, name).getCommandSpec();
      for (OptionSpec option : command.options()) {
        String where = option.inherited() || option.usageHelp() ? text : part;
        String value = ManPage.takesValue(option) ? " " + option.paramLabel() : "";
        String head = " .TP " + String.join(", ", option.names()) + value + " ";
        assertTrue(where.contains(head), name + ": " + head);
        for (String line : option.description()) {
          assertTrue(where.contains(line.replaceAll(" +", " ")), name + ": " + line);
        }
      }
      for (PositionalParamSpec parameter : command.positionalParameters()) {
        assertTrue(part.contains(" .TP " + parameter.paramLabel() + " "), name);
        assertTrue(part.contains(String.join(" ", parameter.description())), name);
      }
      for (String line : command.usageMessage().description()) {
        assertTrue(part.contains(line.replaceAll(" +", " ")), name + ": " + line);
      }
    }
  }

  @Test
  void noMarksOfTheOptionParserAreLeft() {
    assertEquals(
        Set.of(),
        Pattern.compile("@\\||\\|@|%n|\\$\\{[^}]*}")
            .matcher(page())
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** An option that nobody has to give has a default, and says which. */
  @Test
  void everyOptionWithADefaultSaysWhich() {
    Set<String> silent = new TreeSet<>();
    CommandSpec top = whole();
    for (String name : Commands.names()) {
      CommandLine line = Commands.of(top, name);
      for (OptionSpec option : line.getCommandSpec().options()) {
        String said = String.join(" ", option.description());
        boolean given = option.initialValue() != null && !option.typeInfo().isCollection();
        if (ManPage.takesValue(option)
            && !option.required()
            && given
            && !Pattern.compile("(?i)default").matcher(said).find()) {
          silent.add(name + " " + option.longestName());
        }
      }
    }
    assertEquals(Set.of(), silent);
  }
}
