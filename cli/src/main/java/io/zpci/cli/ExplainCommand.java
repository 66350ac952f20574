package io.zpci.cli;

import io.zpci.cli.Converters.RouteChoice;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Explainer;
import io.zpci.machine.Explanation;
import io.zpci.machine.Routes;
import io.zpci.machine.RunListener;
import io.zpci.report.ExplainedRun;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import io.zpci.workload.Operands;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code zpci explain}: one operation, and what each hand on each route does to it. */
@Command(
    name = "explain",
    description = "Shows what each route makes of one operation, and by whose hand.",
    footer = {
      "",
      "Examples:",
      "  zpci explain pcistb 2 0 8",
      "  zpci explain pcistb 0 0 64 --route bar-rw --host linux-5.10 --mio off",
      "  zpci explain pwrite 0 0x1000 256 --device memory --json"
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class ExplainCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "OP",
      converter = Converters.Issuable.class,
      description =
          "An instruction: pcilg, pcistg, pcistb, pcilgi, pcistgi, pcistbi;"
              + " a process's call: pread, pwrite;"
              + " a guest kernel's: memcpy_toio, memcpy_fromio, ioread, iowrite;"
              + " a guest process's: mmio_write, mmio_read.")
  private Operation operation = Operation.PCISTB;

  @Parameters(
      index = "1",
      paramLabel = "SPACE",
      converter = Converters.Space.class,
      description = "PCI address space: 0 to 5 a BAR, 15 configuration space.")
  private int space;

  @Parameters(
      index = "2",
      paramLabel = "OFFSET",
      converter = Converters.Number64.class,
      description = "Offset in the space, decimal or with 0x.")
  private long offset;

  @Parameters(
      index = "3",
      paramLabel = "LENGTH",
      converter = Converters.Length.class,
      description = "Length in bytes, decimal or with 0x.")
  private int length;

  @Option(
      names = "--data",
      paramLabel = "HEX",
      converter = Converters.Hex.class,
      description =
          "Bytes to store, in memory order; default 10 11 12 ..,"
              + " at offset 0 of space 2 with length 8 an ISM READ_GID header.")
  private @Nullable Bytes data;

  @Option(
      names = "--memory",
      paramLabel = "ADDR",
      converter = Converters.Number64.class,
      description = "Storage address of the data; default 0x10000.")
  private long memory = 0x10000;

  @Option(
      names = "--device",
      paramLabel = "ism|memory",
      converter = Converters.Device.class,
      description = "The device; default ism.")
  private DeviceModel device = DeviceModel.ISM;

  @Option(
      names = "--route",
      paramLabel = "NAME|all",
      converter = Converters.Chosen.class,
      description = "The route; default all. See zpci routes.")
  private @Nullable RouteChoice route;

  @Mixin private GuestStackOptions stackOptions = new GuestStackOptions();

  @Mixin private ReportOptions reports = new ReportOptions();

  @Option(names = "--problem-state", description = "The issuer is in problem state.")
  private boolean problemState;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  ExplainCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    Issued issued = issued();
    RouteChoice choice = route == null ? new RouteChoice(Routes.all(), true) : route;
    List<Explanation> explanations =
        reports.report(
            spec,
            issued.describe() + " to " + device.word(),
            null,
            listener -> explain(choice, issued, listener));
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        explanations.forEach(explanation -> ExplanationReport.json(lines, explanation));
      }
      return Exit.FINE;
    }
    boolean ladders = top.verbose() || !choice.all();
    ExplanationReport.print(top.page(), device, issued, explanations, ladders, top.verbose());
    if (!ladders) {
      top.say("zpci: -v or --route NAME shows each access of each hand");
    }
    return Exit.FINE;
  }

  private List<Explanation> explain(RouteChoice choice, Issued issued, RunListener listener) {
    List<Explanation> explanations =
        new Explainer(choice.routes()).explain(stackOptions.stack(), device, issued);
    ExplainedRun.tell(listener, issued, explanations);
    return explanations;
  }

  private Issued issued() {
    String unfit = Operands.unfitLength(operation, length);
    if (unfit != null) {
      throw wrong("LENGTH: " + unfit);
    }
    Bytes bytes = Bytes.NONE;
    if (operation.isStore()) {
      bytes = data == null ? Operands.defaultData(space, offset, length) : data;
      if (bytes.size() != length) {
        throw wrong("--data: " + length + " bytes were expected (LENGTH), got " + bytes.size());
      }
    } else if (data != null) {
      throw wrong("--data: " + operation.word() + " loads, it takes no data");
    }
    if (memory != 0 && Long.compareUnsigned(-memory, length) < 0) {
      throw wrong("--memory: " + length + " bytes from there run over 2^64");
    }
    return new Issued(operation, space, offset, length, bytes, memory, problemState);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
