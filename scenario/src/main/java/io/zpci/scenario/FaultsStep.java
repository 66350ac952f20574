package io.zpci.scenario;

import io.zpci.fault.Faults;
import io.zpci.fault.Fired;
import java.util.List;

/** Looks at what the faults of a function did. */
record FaultsStep(String function, boolean release) implements Step {
  /** Looks. */
  static final class Kind implements StepKind {
    @Override
    public String word() {
      return "faults";
    }

    @Override
    public String says() {
      return "Looks at what the faults of a function have done so far.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.optional(
              "release", Parameter.Type.FLAG, "on: lets the messages go first that are held."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      return List.of(
          Fact.number("released", "How many messages were let go."),
          Fact.list(
              "fired",
              "What was hit, each as fault 1 at host: pcistb 2 0x0 8: busy once; the first"
                  + " thousand."));
    }

    @Override
    public Step read(Fields fields) {
      return new FaultsStep(fields.function(), fields.flag("release", false));
    }
  }

  @Override
  public String describe() {
    return "faults of " + function;
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    if (!machine.hasFaults()) {
      seen.notDone("the workload sets no fault");
      return;
    }
    Faults faults = machine.faults().at(function);
    seen.fact("released", release ? faults.release() : 0);
    seen.fact("fired", faults.fired().stream().map(Fired::toString).toList());
  }
}
