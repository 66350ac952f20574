package io.zpci.scenario;

import io.zpci.function.MemoryFunction;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.machine.Passthrough;
import java.util.List;

/** The function signals a vector. */
final class SignalStep implements Step {
  private static final String WORD = "signal";
  private static final int VECTORS = 2048;

  private final String function;
  private final int vector;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "The function signals a message-signalled interrupt; nobody takes it yet.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.optional("vector", Parameter.Type.NUMBER, "From 0; default 0."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      return List.of(
          Fact.list(
              "changed",
              "Storage that changed: indicators, each as 0x81000 80, where it is and what stands"
                  + " there now."),
          Fact.list("pending", "Interruption subclasses that are pending in the guest now."),
          Fact.flag("interrupts", "Whether the guest has an interruption to take now."),
          Fact.list("rules", "Ids of the rules that bit, in order."),
          Fact.list("events", "The error events that the guest was told."));
    }

    @Override
    public Step read(Fields fields) {
      int vector = fields.maybe("vector").map(field -> field.number(0, VECTORS - 1)).orElse(0);
      return new SignalStep(fields.function(), vector);
    }
  }

  private SignalStep(String function, int vector) {
    this.function = function;
    this.vector = vector;
  }

  @Override
  public String describe() {
    return "signal %d".formatted(vector);
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    Passthrough passthrough = machine.passthrough(function);
    StorageChanges changes = StorageChanges.of(passthrough.storage());
    if (passthrough.function() instanceof MemoryFunction memory) {
      memory.signal(vector);
    } else {
      // ISM signals without a look at its capability (R-27 of spec ism knows of one vector).
      passthrough.msi().signal(vector);
    }
    seen.fact("changed", changes.now());
    if (passthrough.hasKernel()) {
      AdapterInterruption facility = passthrough.kernel().interruption();
      List<String> pending = TakeStep.pending(facility);
      seen.fact("pending", pending).fact("interrupts", !pending.isEmpty());
    }
    ControlState.of(machine).tell(machine, passthrough, seen);
  }
}
