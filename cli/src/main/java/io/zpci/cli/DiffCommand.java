package io.zpci.cli;

import io.zpci.cli.Converters.RouteChoice;
import io.zpci.cli.Converters.Setting;
import io.zpci.diff.RunDiff;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.RunListener;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zpci diff}: two runs, versions or routes side by side. */
@Command(
    name = "diff",
    description = {
      "Runs a recording or a scenario on two sides and says where its operations fare differently.",
      "What is given once holds for both sides; of what is given twice the first is the left"
          + " side's and the second the right side's: two files, two routes, two versions.",
      "Compared are verdict, hand, rule, what the issuer was told, what arrived, and the bytes"
          + " that a load gave. The first difference is shown with the hands of both sides, then"
          + " all by their cause. The exit code is 0 where nothing differs and 1 where something"
          + " does."
    },
    footer = {
      "",
      "Examples:",
      "  zpci diff run.jsonl --route bar-rw --route relaxed-pwrite",
      "  zpci diff run.jsonl --route bar-rw --host linux-5.10 --host linux-7.2",
      "  zpci diff before.jsonl after.jsonl --route lpar --json"
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class DiffCommand implements Callable<Integer> {
  private static final int SIDES = 2;

  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "1..2",
      paramLabel = "FILE|NAME",
      completionCandidates = ScenarioFiles.Ids.class,
      description =
          "A recording of kind function-operations or issued-operations, a scenario file, or an id"
              + " of the catalogue.")
  private List<String> files = List.of();

  @Option(
      names = "--route",
      paramLabel = "NAME",
      converter = Converters.Chosen.class,
      description = "The route; see zpci routes. Default: the one that FILE names, if it does.")
  private List<RouteChoice> routes = List.of();

  @Option(
      names = "--qemu",
      paramLabel = "VERSION",
      converter = Converters.Qemu.class,
      description = "QEMU; default the one that FILE names, or the newest. So are those below.")
  private List<QemuVersion> qemus = List.of();

  @Option(
      names = "--host",
      paramLabel = "VERSION",
      converter = Converters.Linux.class,
      description = "The host's Linux.")
  private List<LinuxVersion> hosts = List.of();

  @Option(
      names = "--guest",
      paramLabel = "VERSION",
      converter = Converters.Linux.class,
      description = "The guest's Linux.")
  private List<LinuxVersion> guests = List.of();

  @Option(
      names = "--host-endian",
      paramLabel = "be|le",
      converter = Converters.Endian.class,
      description = "Byte order of QEMU's host.")
  private List<ByteOrder> orders = List.of();

  @Option(
      names = "--mio",
      paramLabel = "on|off",
      converter = Converters.OnOff.class,
      description = "Whether the machine has MIO.")
  private List<Setting> mios = List.of();

  @Option(
      names = "--mio-mapping",
      paramLabel = "fails|succeeds",
      converter = Converters.Mapping.class,
      description = "What pci_iomap makes of a function without MIO on a MIO machine.")
  private List<Setting> mappings = List.of();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  DiffCommand(ZpciCommand top) {
    this.top = top;
  }

  /** One side. */
  record Side(WorkloadFile file, Route route, Stack stack) {
    private void run(RunListener listener) {
      file.run(route, stack, listener);
    }

    private boolean sameAs(Side other) {
      return file.name().equals(other.file.name())
          && route.name().equals(other.route.name())
          && stack.equals(other.stack);
    }
  }

  @Override
  public Integer call() {
    WorkloadFile first = WorkloadFile.find(files.getFirst(), spec.commandLine());
    Side left = side(0, first);
    Side right =
        side(1, files.size() == 1 ? first : WorkloadFile.find(files.get(1), spec.commandLine()));
    if (left.sameAs(right)) {
      throw wrong(
          "two sides were expected; both are the same: give a second FILE, or an option twice");
    }
    RunDiff diff = RunDiff.of(left::run, right::run);
    DiffReport report = new DiffReport(left, right, diff);
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        report.json(lines);
      }
    } else {
      report.print(top.page(), top.verbose());
    }
    return diff.isSame() ? Exit.FINE : Exit.MISMATCH;
  }

  private Side side(int number, WorkloadFile file) {
    RouteChoice choice = one("--route", routes, number);
    if (choice != null && choice.all()) {
      throw wrong("--route: one route a side was expected");
    }
    Route route = choice == null ? file.route() : choice.routes().getFirst();
    if (route == null) {
      throw wrong("--route: a route was expected");
    }
    return new Side(file, route, stack(file.stack(route), number));
  }

  private Stack stack(Stack base, int number) {
    QemuVersion qemu = one("--qemu", qemus, number);
    LinuxVersion host = one("--host", hosts, number);
    LinuxVersion guest = one("--guest", guests, number);
    ByteOrder order = one("--host-endian", orders, number);
    Setting mio = one("--mio", mios, number);
    Setting mapping = one("--mio-mapping", mappings, number);
    return new Stack(
        qemu == null ? base.qemu() : qemu,
        host == null ? base.host() : host,
        guest == null ? base.guest() : guest,
        order == null ? base.hostOrder() : order,
        mio == null ? base.mio() : mio == Setting.ON,
        mapping == null ? base.nullMappingSucceeds() : mapping == Setting.ON);
  }

  /** What holds for side {@code number} of what was given; null where nothing was. */
  private <T> @Nullable T one(String option, List<T> given, int number) {
    if (given.size() > SIDES) {
      throw wrong(option + ": at most two were expected, one for each side, got " + given.size());
    }
    return given.isEmpty() ? null : one(given, number);
  }

  private static <T> T one(List<T> given, int number) {
    return given.get(Math.min(number, given.size() - 1));
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
