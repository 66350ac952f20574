package io.zpci.scenario;

import io.zpci.linux.Errno;
import java.util.List;

/** The guest's kernel registers a function's translation. */
record BootStep(String function) implements Step {
  /** Boots. */
  static final class Kind implements StepKind {
    @Override
    public String word() {
      return "boot";
    }

    @Override
    public String says() {
      return "Lets the guest's kernel register the function's translation, as it does before the"
          + " workload where the device is booted; a process does nothing.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.text("result", "0, or an errno as -EIO."));
    }

    @Override
    public Step read(Fields fields) {
      return new BootStep(fields.function());
    }
  }

  @Override
  public String describe() {
    return "boot " + function;
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    int result;
    try {
      result = machine.passthrough(function).boot();
    } catch (IllegalStateException e) {
      // No kernel registers twice without a reset between: what the workload asks for cannot be.
      seen.notDone("the function has booted: " + e.getMessage());
      return;
    }
    seen.fact("result", result == 0 ? "0" : "-" + Errno.name(-result));
  }
}
