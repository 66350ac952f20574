package io.zpci.scenario;

import io.zpci.interrupt.AdapterInterruption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The guest's CPU takes the interruptions that are pending. */
final class TakeStep extends GuestStep {
  private static final String WORD = "take";

  private final Optional<Integer> mask;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "The guest's CPU takes what is pending: its kernel's handler runs, or by subclasses no"
          + " handler at all.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.optional(
              "subclasses",
              Parameter.Type.NUMBER,
              "Mask as in control register 6, 0x80 is subclass 0: takes these without a handler;"
                  + " without it the kernel takes its own and runs its handlers."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.number("taken", "How many interruptions."));
      facts.add(Fact.list("subclasses", "Without a handler: the subclass of each."));
      facts.add(Fact.list("handled", "Each vector whose driver's handler ran, as a 0."));
      facts.add(Fact.list("pending", "Subclasses that are pending still."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      return new TakeStep(
          fields.function(), fields.maybe("subclasses").map(field -> field.number(0, 0xff)));
    }
  }

  private TakeStep(String function, Optional<Integer> mask) {
    super(function);
    this.mask = mask;
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return WORD;
  }

  @Override
  void run(Place place, Seen seen) {
    AdapterInterruption facility = place.guest().kernel().interruption();
    List<String> subclasses = new ArrayList<>();
    int taken = 0;
    if (mask.isEmpty()) {
      taken = place.passthrough().takeInterruptions();
    } else {
      for (int isc = facility.take(mask.get()); isc >= 0; isc = facility.take(mask.get())) {
        subclasses.add(Integer.toString(isc));
        taken++;
      }
      seen.fact("subclasses", subclasses);
    }
    seen.fact("taken", taken);
    seen.fact("handled", place.control().takeHandled());
    seen.fact("pending", pending(facility));
  }

  /** The subclasses that are pending. */
  static List<String> pending(AdapterInterruption facility) {
    int pending = 0;
    for (int isc = 0; isc < AdapterInterruption.SUBCLASSES; isc++) {
      if (facility.isPending(0x80 >> isc)) {
        pending |= 0x80 >> isc;
      }
    }
    return SicStep.subclasses(pending);
  }
}
