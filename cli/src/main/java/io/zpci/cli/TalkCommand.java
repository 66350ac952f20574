package io.zpci.cli;

import io.zpci.cli.Converters.RouteChoice;
import io.zpci.cli.Converters.Sizes;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.machine.Talk;
import io.zpci.machine.TalkPlan;
import io.zpci.machine.TalkResult;
import io.zpci.route.Route;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code zpci talk}: guests stream checked data to each other through routes. */
@Command(
    name = "talk",
    description = {
      "Lets guests stream checked data to each other, on each route.",
      "Each guest has an ISM function, the ISM driver and SMC-D on it. Two talk to each other,"
          + " more each to the next and the last to the first. Where a route cannot carry it, it is"
          + " said where it stopped and why."
    },
    usageHelpAutoWidth = true,
    sortOptions = false)
final class TalkCommand implements Callable<Integer> {
  private final ZpciCommand top;

  @Option(
      names = "--route",
      paramLabel = "NAME|all",
      converter = Converters.Chosen.class,
      description = "The route; default all. See zpci routes.")
  private RouteChoice route = new RouteChoice(Routes.all(), true);

  @Option(
      names = "--bytes",
      paramLabel = "N",
      converter = Converters.Amount.class,
      description =
          "How much is said in all, every direction summed, in bytes or with KiB, MiB or GiB;"
              + " default 1MiB.")
  private long bytes = 1 << 20;

  @Option(
      names = "--sizes",
      paramLabel = "A..B",
      converter = Converters.SizeRange.class,
      description = "How many bytes one write has, at most 64KiB; default 1..64KiB.")
  private Sizes sizes = new Sizes(1, TalkPlan.MOST);

  @Option(
      names = "--functions",
      paramLabel = "N",
      converter = Converters.Functions.class,
      description = "How many guests, each with a function; 2 (the default) to 64.")
  private int functions = 2;

  @Option(
      names = "--seed",
      paramLabel = "S",
      converter = Converters.Number64.class,
      description = "Decides sizes, pauses and data; default 1.")
  private long seed = 1;

  @Option(
      names = "--driver",
      paramLabel = "VERSION",
      converter = Converters.Driver.class,
      description = "The guests' ISM driver; default the newest.")
  private IsmDriverVersion driver = IsmDriverVersion.newest();

  @Option(
      names = "--cpus",
      paramLabel = "1|2",
      converter = Converters.Cpus.class,
      description =
          "CPUs of a guest; default 1. With 2 the second issues a command in the middle of each of"
              + " the first's that connect, unless the driver has a lock (5.10 has none).")
  private int cpus = 1;

  @Mixin private GuestStackOptions stackOptions = new GuestStackOptions();

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  TalkCommand(ZpciCommand top) {
    this.top = top;
  }

  @Override
  public Integer call() {
    Stack stack = stackOptions.stack();
    TalkPlan plan =
        new TalkPlan(bytes, sizes.smallest(), sizes.largest(), functions, seed, driver, cpus);
    if (json) {
      try (JsonLines lines = new JsonLines(top.surroundings().out())) {
        route
            .routes()
            .forEach(each -> TalkReport.json(lines, stack, plan, talk(each, stack, plan)));
      }
    } else {
      List<TalkResult> results =
          route.routes().stream().map(each -> talk(each, stack, plan)).toList();
      TalkReport.print(top.page(), stack, plan, results);
    }
    return Exit.FINE;
  }

  private TalkResult talk(Route each, Stack stack, TalkPlan plan) {
    if (!top.surroundings().terminal() || top.quiet()) {
      return Talk.run(each, stack, plan, done -> {});
    }
    try (Progress progress =
        Progress.ofBytes(top.surroundings().err(), each.name(), plan.bytes())) {
      return Talk.run(each, stack, plan, progress::done);
    }
  }
}
