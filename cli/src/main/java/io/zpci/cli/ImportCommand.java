package io.zpci.cli;

import io.zpci.cli.Converters.RouteChoice;
import io.zpci.logs.Account;
import io.zpci.logs.DebugEntry;
import io.zpci.logs.LogEntry;
import io.zpci.logs.LogFile;
import io.zpci.logs.LogFormat;
import io.zpci.logs.LogReader;
import io.zpci.logs.LogScenario;
import io.zpci.logs.LoggedOperation;
import io.zpci.logs.LoggedOperations;
import io.zpci.logs.Reasons;
import io.zpci.logs.Refusal;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.IssuedOperations;
import io.zpci.machine.Routes;
import io.zpci.machine.SequenceRunner;
import io.zpci.machine.Stack;
import io.zpci.recording.RecordingException;
import io.zpci.route.Route;
import io.zpci.scenario.Scenario;
import io.zpci.scenario.ScenarioWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zpci import}: what logs say, and why. */
@Command(
    name = "import",
    description = {
      "Reads logs, says what they say, and lets the model say why.",
      "Logs are traces of QEMU (vfio_*, vfio_user_*, s390_pci_*), dumps of s390dbf (pci_error,"
          + " pci_msg, ism) and of lspci -xxx. Formats are told by each line and may be mixed;"
          + " lines that nobody knows are counted and shown. Several logs are held against one"
          + " another by what they say, not by their clocks."
    },
    footer = {
      "",
      "Examples:",
      "  zpci import dbf.txt qemu-trace.log",
      "  zpci import dbf.txt --scenario refused.yaml",
      "  lspci -xxx | zpci import /dev/stdin"
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class ImportCommand implements Callable<Integer> {
  private static final String ON_TRACES = "bar-rw";

  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Logs.")
  private List<Path> files = List.of();

  @Option(
      names = "--format",
      paramLabel = "NAME",
      converter = Converters.Format.class,
      description = "The format: qemu-trace, s390dbf or lspci; default by each line.")
  private @Nullable LogFormat format;

  @Option(
      names = "--device",
      paramLabel = "ism|memory",
      converter = Converters.Device.class,
      description = "The model's device; default by what the logs say.")
  private @Nullable DeviceModel device;

  @Option(
      names = "--route",
      paramLabel = "NAME",
      converter = Converters.Chosen.class,
      description =
          "The model's route; default by each function handle: bar-rw where it is marked as"
              + " intercepted, else lpar.")
  private @Nullable RouteChoice route;

  @Mixin private GuestStackOptions stackOptions = new GuestStackOptions();

  @Option(
      names = "--recording",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Write the operations there as a recording.")
  private @Nullable Path recording;

  @Option(
      names = "--scenario",
      paramLabel = "FILE",
      converter = Converters.Output.class,
      description = "Write the operations and what became of them there as a scenario.")
  private @Nullable Path scenario;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  ImportCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    Route chosen = chosen();
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw new RecordingException(file.toString(), 0, "no such file");
      }
    }
    boolean ordered = given("--host-endian");
    ByteOrder order = ordered ? stackOptions.stack().hostOrder() : ByteOrder.LITTLE_ENDIAN;
    Account account = new Account();
    LoggedOperations operations = new LoggedOperations();
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        read(order, account, operations, entry -> ImportJson.entry(lines, entry));
        Stack stack = stack(account, order);
        ImportJson.account(lines, account, new Reasons(account, stack, chosen, device), stack);
        write(account, operations, stack, chosen);
      }
      return Exit.FINE;
    }
    Page page = top.page();
    read(
        order,
        account,
        operations,
        top.verbose() ? entry -> ImportReport.entry(page, entry) : _ -> {});
    Stack stack = stack(account, order);
    if (top.verbose()) {
      page.line();
    }
    ImportReport.print(
        page, account, new Reasons(account, stack, chosen, device), stack, top.verbose());
    if (!ordered && operations.hasData()) {
      top.say(
          "zpci: values of the trace are read as those of a little-endian host; --host-endian be"
              + " for one of a big-endian host");
    }
    write(account, operations, stack, chosen);
    return Exit.FINE;
  }

  private @Nullable Route chosen() {
    RouteChoice choice = route;
    if (choice == null) {
      return null;
    }
    if (choice.all()) {
      throw new ParameterException(spec.commandLine(), "--route: one route was expected");
    }
    return choice.routes().getFirst();
  }

  private boolean given(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private void read(
      ByteOrder order, Account account, LoggedOperations operations, Consumer<LogEntry> listener) {
    LogReader reader = new LogReader(format, order);
    for (Path file : files) {
      try (InputStream in = Files.newInputStream(file)) {
        LogFile read =
            reader.read(
                file.toString(),
                in,
                entry -> {
                  account.accept(entry);
                  operations.accept(entry);
                  listener.accept(entry);
                });
        account.file(read);
      } catch (NoSuchFileException _) {
        throw new RecordingException(file.toString(), 0, "no such file");
      } catch (AccessDeniedException _) {
        throw new RecordingException(file.toString(), 0, "may not be read");
      } catch (IOException e) {
        throw new RecordingException(file.toString(), 0, "cannot be read: " + e.getMessage());
      }
    }
  }

  /** What was asked for; else what the logs betray; else the newest. */
  private Stack stack(Account account, ByteOrder order) {
    Stack asked = stackOptions.stack();
    boolean values = account.traced().hasValues();
    return new Stack(
        given("--qemu") ? asked.qemu() : account.clues().qemu().orElse(asked.qemu()),
        asked.host(),
        given("--guest") ? asked.guest() : account.clues().linux().orElse(asked.guest()),
        values ? order : asked.hostOrder(),
        asked.mio(),
        asked.nullMappingSucceeds());
  }

  private void write(
      Account account, LoggedOperations operations, Stack stack, @Nullable Route chosen) {
    if (recording == null && scenario == null) {
      return;
    }
    if (operations.all().isEmpty()) {
      throw new RecordingException(
          String.join(", ", names()), 0, "no operation that could be issued again");
    }
    Route taken = chosen == null ? route(account, stack) : chosen;
    DeviceModel model = device == null ? model(account) : device;
    if (operations.leftOut() > 0) {
      top.say("zpci: left out, for they cannot be issued again: " + operations.leftOut());
    }
    if (operations.apart() > 0) {
      top.say(
          "zpci: the first %d operations are taken, %d are not"
              .formatted(operations.all().size(), operations.apart()));
    }
    if (scenario != null) {
      Scenario written = LogScenario.of(names(), operations.all(), stack, model, taken);
      FuzzCommand.write(scenario, ScenarioWriter.write(written));
    }
    if (recording != null) {
      record(recording, operations, stack, model, taken);
    }
  }

  private void record(
      Path file, LoggedOperations operations, Stack stack, DeviceModel model, Route taken) {
    List<String> lines;
    try {
      lines =
          IssuedOperations.record(
              new SequenceRunner(taken, stack, model),
              operations.all().stream().map(LoggedOperation::issued).toList());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--recording: " + e.getMessage());
    }
    FuzzCommand.write(file, String.join("\n", lines) + "\n");
    top.say(
        "zpci: what became of each operation is in "
            + file
            + " as the model has it, on "
            + taken.name()
            + " with "
            + stack.describe());
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (Path file : files) {
      names.add(file.toString());
    }
    return names;
  }

  /** A trace is QEMU's; else the first refused instruction tells. */
  private static Route route(Account account, Stack stack) {
    List<Refusal> refusals = account.refusals();
    return refusals.isEmpty() || !account.traced().isEmpty()
        ? Routes.named(ON_TRACES).orElseThrow()
        : new Reasons(account, stack, null, null).route(refusals.getFirst().instruction());
  }

  private static DeviceModel model(Account account) {
    if (account.hasIsm()) {
      return DeviceModel.ISM;
    }
    List<DebugEntry.Instruction> refused =
        account.refusals().stream().map(Refusal::instruction).toList();
    return refused.isEmpty()
        ? DeviceModel.MEMORY
        : new Reasons(account, Stack.newest(), null, null).device(refused.getFirst());
  }
}
