package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

class HelpCommandTest {
  static Stream<String> commands() {
    return Commands.names().stream();
  }

  private static CommandSpec whole() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    ZpciCommand top = new ZpciCommand(Surroundings.of(nowhere, nowhere));
    return Main.shown(top, Commands.names()).getCommandSpec();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelp(String command) {
    Ran help = Ran.zpci(command, "--help");
    assertEquals(0, help.exit());
    assertEquals("", help.err());
    assertTrue(help.out().startsWith("Usage: zpci " + command), help.out());
    assertEquals(help, Ran.zpci("help", command));
  }

  @Test
  void allCommandsStandInTheirGroups() {
    Ran help = Ran.zpci("help");
    assertEquals(0, help.exit());
    assertEquals(help, Ran.zpci("--help"));
    assertEquals("", help.err());
    int at = 0;
    for (Commands.Group group : Commands.GROUPS) {
      at = help.out().indexOf("\n\n" + group.title() + ":\n", at);
      assertTrue(at > 0, group.title());
      for (String name : group.names()) {
        at = help.out().indexOf("\n  " + name + " ", at);
        assertTrue(at > 0, name);
      }
    }
    for (String code : List.of("0", "1", "2", "3", "70")) {
      assertTrue(help.out().indexOf("\n  " + code + " ", at) > 0, code);
    }
    assertTrue(help.out().contains("\nFiles and environment:\n"), help.out());
    for (String line : help.lines()) {
      assertTrue(line.length() <= 80, line);
    }
  }

  @Test
  void groupsHoldEveryCommandOnce() {
    List<String> names = Commands.names();
    assertEquals(new TreeSet<>(names).size(), names.size());
    assertEquals(new TreeSet<>(names), new TreeSet<>(whole().subcommands().keySet()));
    for (String name : names) {
      CommandLine line = Commands.of(whole(), name);
      assertEquals(name, line.getCommandName());
      assertTrue(line.getCommandSpec().usageMessage().description()[0].endsWith("."), name);
    }
  }

  @Test
  void anUnknownCommandIsWrongUsage() {
    assertEquals(
        new Ran(
            2,
            "",
            "zpci help: COMMAND: 'explian' is no command, 'explain' is (try 'zpci help --help')\n"),
        Ran.zpci("help", "explian"));
  }

  @Test
  void helpIsColouredWhereItIsAskedFor() {
    assertFalse(Ran.zpci("help").out().contains("\u001b"));
    Ran coloured = Ran.zpci("help", "--color", "always");
    assertTrue(coloured.out().contains("\u001b[1mexplain\u001b["), coloured.out());
    assertEquals(Ran.zpci("help").out(), coloured.out().replaceAll("\u001b\\[[0-9;]*m", ""));
  }

  /** What completion offers is what the option takes. */
  @Test
  void everyWordThatIsOfferedIsTaken() throws Exception {
    int offered = 0;
    for (String name : Commands.names()) {
      CommandSpec command = Commands.of(whole(), name).getCommandSpec();
      for (ArgSpec argument : command.args()) {
        for (String word : Choice.of(argument).words()) {
          for (ITypeConverter<?> converter : argument.converters()) {
            assertTrue(converter.convert(word) != null, name + " " + word);
            offered++;
          }
        }
      }
    }
    assertTrue(offered > 100, "words " + offered);
  }

  /** The examples are command lines that the command takes. */
  @ParameterizedTest
  @MethodSource("commands")
  void examplesAreCommandLines(String command) {
    List<String> examples = new ArrayList<>();
    for (String line :
        whole().subcommands().get(command).getCommandSpec().usageMessage().footer()) {
      if (line.startsWith("  ")) {
        examples.add(
            line.strip()
                .replaceFirst("^\\. <\\((.*)\\)$", "$1")
                .replaceFirst("^.* \\| (zpci .*)$", "$1")
                .replaceFirst("( [|>].*)$", ""));
      }
    }
    for (String example : examples) {
      List<String> words = List.of(example.split(" "));
      assertEquals(List.of("zpci", command), words.subList(0, 2), example);
      CommandLine line = new CommandLine(whole());
      CommandLine.ParseResult parsed =
          line.parseArgs(words.subList(1, words.size()).toArray(String[]::new));
      assertEquals(command, parsed.subcommand().commandSpec().name(), example);
    }
  }
}
