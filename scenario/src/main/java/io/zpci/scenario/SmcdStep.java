package io.zpci.scenario;

import io.zpci.guest.IsmDriverVersion;
import io.zpci.machine.Talk;
import io.zpci.machine.TalkPlan;
import io.zpci.machine.TalkResult;
import io.zpci.verdict.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Guests stream checked data to each other by SMC-D, on the route, on machines of their own. */
record SmcdStep(TalkPlan plan) implements Step {
  /** Streams. */
  static final class Kind implements StepKind {
    private static final long MOST = 1L << 30;

    @Override
    public String word() {
      return "smcd";
    }

    @Override
    public String says() {
      return "Lets guests, each with an ISM function of its own beside the scenario's device, probe,"
          + " connect by SMC-D, stream checked data to each other, and close.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.optional(
              "bytes", Parameter.Type.SIZE, "Streamed in all, every direction; default 64KiB."),
          Parameter.optional(
              "smallest", Parameter.Type.SIZE, "The fewest bytes of one write; default 1."),
          Parameter.optional(
              "largest",
              Parameter.Type.SIZE,
              "The most bytes of one write, to 64KiB, its default."),
          Parameter.optional(
              "guests",
              Parameter.Type.NUMBER,
              "How many: 2 talk to each other, more each to the next; default 2."),
          Parameter.optional(
              "seed", Parameter.Type.NUMBER, "Decides sizes, pauses and data; default 1."),
          Parameter.word(
              "driver",
              IsmDriverVersion.all().stream().map(IsmDriverVersion::name).toList(),
              "Which ISM driver; default the newest."),
          Parameter.optional(
              "cpus",
              Parameter.Type.NUMBER,
              "CPUs of a guest: 1, or 2, of which the second issues a command in the middle of"
                  + " each of the first's, unless the driver's lock keeps it; default 1."));
    }

    @Override
    public List<Fact> facts() {
      List<String> verdicts =
          new ArrayList<>(Arrays.stream(Verdict.values()).map(Verdict::word).toList());
      verdicts.add(TalkResult.STOPPED);
      return List.of(
          Fact.word(
              "verdict",
              verdicts,
              "What became of the data; stopped where the guests did not come to the end."),
          Fact.number("bytes", "Received and right, all directions."),
          Fact.number("blocks", "Blocks that arrived at the machine."),
          Fact.number("stores", "Single stores that arrived, those of configuration space too."),
          Fact.number("interrupts", "Interruptions that guests took; of a process, wake-ups."),
          Fact.text(
              "operation",
              "The first access to a BAR that did not arrive as it was issued, as pcistb 2 0x0 8;"
                  + " none where all did."),
          Fact.text("by", "By whose hand; nobody where none."),
          Fact.text("rule", "Id of the rule that it broke or that bit; none where none."),
          Fact.text("why", "Where and why the guests stopped; none where they came to the end."),
          Fact.list("unverified", "What the result rests on that nothing confirmed."));
    }

    @Override
    public Step read(Fields fields) {
      long bytes = fields.maybe("bytes").map(field -> field.size(1, MOST)).orElse(64L << 10);
      int most = TalkPlan.MOST;
      int smallest = fields.maybe("smallest").map(field -> (int) field.size(1, most)).orElse(1);
      int largest =
          fields.maybe("largest").map(field -> (int) field.size(smallest, most)).orElse(most);
      int guests =
          fields.maybe("guests").map(field -> field.number(2, TalkPlan.FUNCTIONS)).orElse(2);
      long seed = fields.number("seed", 1);
      IsmDriverVersion driver =
          fields
              .maybe("driver")
              .map(field -> field.oneOf(IsmDriverVersion.all(), IsmDriverVersion::name))
              .orElseGet(IsmDriverVersion::newest);
      int cpus = fields.maybe("cpus").map(field -> field.number(1, 2)).orElse(1);
      if (smallest > largest) {
        throw fields.required("smallest").bad("no more than the largest, " + largest + ",");
      }
      return new SmcdStep(new TalkPlan(bytes, smallest, largest, guests, seed, driver, cpus));
    }
  }

  @Override
  public String describe() {
    return "smcd %d bytes between %d guests".formatted(plan.bytes(), plan.functions());
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    TalkResult result = Talk.run(machine.route(), machine.stack(), plan, _ -> {});
    seen.paid(result.costs());
    seen.fact("verdict", result.outcome());
    seen.fact("bytes", result.bytes());
    seen.fact("blocks", result.blocks());
    seen.fact("stores", result.stores());
    seen.fact("interrupts", result.interrupts());
    TalkResult.Break first = result.firstBreak();
    seen.fact("operation", first == null ? "none" : first.operation());
    String hand = first == null ? null : first.brokenBy();
    seen.fact("by", Objects.requireNonNullElse(hand, "nobody"));
    String rule = first == null ? null : first.rule();
    seen.fact("rule", Objects.requireNonNullElse(rule, "none"));
    seen.fact("why", Objects.requireNonNullElse(result.why(), "none"));
    seen.fact("unverified", result.unverified());
  }
}
