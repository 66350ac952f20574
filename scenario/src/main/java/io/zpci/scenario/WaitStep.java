package io.zpci.scenario;

import io.zpci.machine.Passthrough;
import java.util.ArrayList;
import java.util.List;

/** Guests and processes take what is pending, until nothing is. */
record WaitStep() implements Step {
  /** So many rounds in which something happened are no rest. */
  private static final int ROUNDS = 1000;

  /** Waits. */
  static final class Kind implements StepKind {
    @Override
    public String word() {
      return "wait";
    }

    @Override
    public String says() {
      return "Lets the guests take their interruptions, and run what those make due, in turns"
          + " until nothing happens any more. There is no clock: this is all that time can do.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>();
      facts.add(
          Fact.number("interrupts", "Interruptions that were taken; of a process, wake-ups."));
      facts.add(Fact.flag("rest", "Whether it came to rest; no after 1000 rounds without one."));
      facts.add(
          Fact.list(
              "heard",
              "What drivers told their clients, as a: DMB 32, mask 0x8000, or as a: event 2, code"
                  + " 0x80, token 0x1, info 0x0."));
      facts.addAll(Accesses.FACTS);
      return List.copyOf(facts);
    }

    @Override
    public Step read(Fields fields) {
      return new WaitStep();
    }
  }

  @Override
  public String describe() {
    return "wait";
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    int taken = 0;
    int last = -1;
    int rounds = 0;
    try {
      while (last != 0 && rounds < ROUNDS) {
        last = 0;
        for (String name : machine.device().names()) {
          last += machine.passthrough(name).takeInterruptions();
        }
        taken += last;
        rounds++;
      }
    } finally {
      seen.fact("interrupts", taken);
      seen.fact("rest", last == 0);
      seen.fact("heard", Drivers.on(machine).heard());
      Passthrough any = machine.passthrough(machine.device().names().getFirst());
      Accesses.show(machine.trace().roots(), any.judge(), seen);
    }
  }
}
