package io.zpci.scenario;

import java.util.ArrayList;
import java.util.List;

/** The guest's kernel sets up its function's interrupts, or takes them down. */
final class IrqsStep extends GuestStep {
  private static final String WORD = "irqs";
  private static final int MOST = 2048;

  private final int vectors;
  private final String function;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "The guest's kernel sets up vectors of MSI-X, or else of MSI, each with a handler; 0"
          + " takes them down.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.optional("vectors", Parameter.Type.NUMBER, "How many; default 1."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(
          Fact.text("result", "ok where they were taken down, else an errno as -EIO or how many."));
      facts.add(Fact.number("vectors", "How many are set up now."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      return new IrqsStep(
          fields.function(), fields.maybe("vectors").map(field -> field.number(0, MOST)).orElse(1));
    }
  }

  private IrqsStep(String function, int vectors) {
    super(function);
    this.function = function;
    this.vectors = vectors;
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return "irqs " + vectors;
  }

  @Override
  void run(Place place, Seen seen) {
    int result =
        vectors == 0
            ? place.guest().msi().disable()
            : place
                .guest()
                .enableInterrupts(
                    vectors, vector -> place.control().handled(function + " " + vector));
    seen.fact("result", result(result));
    seen.fact("vectors", place.guest().msi().vectors());
  }
}
