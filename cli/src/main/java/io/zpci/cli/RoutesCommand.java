package io.zpci.cli;

import io.zpci.cli.Table.Cell;
import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmFacts;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Explainer;
import io.zpci.machine.Explanation;
import io.zpci.machine.HostMachine;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.route.Facts;
import io.zpci.route.Promise;
import io.zpci.route.Route;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zpci routes}: the ways from guest to device, and whether these versions have them. */
@Command(
    name = "routes",
    description = "Lists the routes to a device, and which of them these versions have.",
    usageHelpAutoWidth = true,
    sortOptions = false)
final class RoutesCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Mixin private StackOptions stackOptions = new StackOptions();

  @Option(
      names = "--device",
      paramLabel = "ism|memory",
      converter = Converters.Device.class,
      description = "The device; default ism.")
  private DeviceModel device = DeviceModel.ISM;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  RoutesCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    List<Route> routes = Routes.all();
    // a load that every route has an issuer for finds out whether the route can be taken at all
    Issued load = new Issued(Operation.PCILG, 2, 0, 8, Bytes.NONE, 0, false);
    Stack stack = stackOptions.stack();
    List<Explanation> explanations = new Explainer(routes).explain(stack, device, load);
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        for (int i = 0; i < routes.size(); i++) {
          json(lines, routes.get(i), explanations.get(i), facts(stack));
        }
      }
      return Exit.FINE;
    }
    Page page = top.page();
    page.line(device.word() + "; " + stack.describe());
    Table table = new Table().text("route").text("from guest to device").text("available");
    table.text("plug");
    for (int i = 0; i < routes.size(); i++) {
      Explanation explanation = explanations.get(i);
      String why = unavailable(explanation);
      table.row(
          new Cell(routes.get(i).name(), Ink.BOLD),
          Cell.of(routes.get(i).description()),
          why == null ? new Cell("yes", Ink.GREEN) : new Cell("no: " + why, Ink.DIM),
          Cell.of(explanation.plug()));
    }
    table.print(page);
    return Exit.FINE;
  }

  private static @Nullable String unavailable(Explanation explanation) {
    return explanation.judgement().verdict() == Verdict.UNAVAILABLE
        ? explanation.judgement().why()
        : null;
  }

  private Facts facts(Stack stack) {
    FunctionFacts function =
        switch (device) {
          case ISM -> IsmFacts.plain(0);
          case MEMORY -> MemoryFunction.memory().facts();
        };
    return new HostMachine(stack, Tap.NONE).facts(function);
  }

  private static void json(JsonLines lines, Route route, Explanation explanation, Facts facts) {
    String why = unavailable(explanation);
    List<String> promises =
        why == null
            ? route.promises(facts).stream().sorted().map(Promise::word).toList()
            : List.of();
    lines.object(json ->
        json.field("route", route.name())
            .field("description", route.description())
            .field("available", why == null)
            .field("why", why)
            .field("plug", explanation.plug())
            .texts("promises", promises));
  }
}
