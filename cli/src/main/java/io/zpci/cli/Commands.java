package io.zpci.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Every command, in the groups in which help shows them. */
final class Commands {
  /**
   * Commands for one purpose.
   *
   * @param title the purpose, as a heading
   * @param names of its commands, the likeliest first
   */
  record Group(String title, List<String> names) {}

  /** All groups; each command is in one of them. */
  static final List<Group> GROUPS =
      List.of(
          new Group("Look at one access", List.of("explain", "routes", "rules", "versions")),
          new Group(
              "Run whole workloads", List.of("run", "new", "catalogue", "replay", "talk", "diff")),
          new Group("Find failures and shrink them", List.of("import", "fuzz", "shrink")),
          new Group("Real guests, and drivers in C", List.of("serve", "plugin", "c-header")),
          new Group("About the command", List.of("help", "completion", "doctor")));

  private Commands() {}

  /**
   * One of the commands that {@code top} has.
   *
   * @throws IllegalArgumentException where it does not have it
   */
  static CommandLine of(CommandSpec top, String name) {
    CommandLine command = top.subcommands().get(name);
    if (command == null) {
      throw new IllegalArgumentException(name);
    }
    return command;
  }

  /** The names of all commands, in the order of the groups. */
  static List<String> names() {
    return GROUPS.stream().flatMap(group -> group.names().stream()).toList();
  }

  /**
   * A new command.
   *
   * @param name one of {@link #names()}
   */
  static Object named(String name, ZpciCommand top) {
    return switch (name) {
      case "c-header" -> new CHeaderCommand(top);
      case "catalogue" -> new CatalogueCommand(top);
      case "completion" -> new CompletionCommand(top);
      case "diff" -> new DiffCommand(top);
      case "doctor" -> new DoctorCommand(top);
      case "explain" -> new ExplainCommand(top);
      case "fuzz" -> new FuzzCommand(top);
      case "help" -> new HelpCommand(top);
      case "new" -> new NewCommand(top);
      case "import" -> new ImportCommand(top);
      case "plugin" -> new PluginCommand(top);
      case "replay" -> new ReplayCommand(top);
      case "routes" -> new RoutesCommand(top);
      case "rules" -> new RulesCommand(top);
      case "run" -> new RunCommand(top);
      case "serve" -> new ServeCommand(top);
      case "shrink" -> new ShrinkCommand(top);
      case "talk" -> new TalkCommand(top);
      case "versions" -> new VersionsCommand(top);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
