package io.zpci.scenario;

import io.zpci.arch.InterruptionControls;
import io.zpci.arch.Issue;
import io.zpci.arch.PciInstruction;
import io.zpci.interrupt.AdapterInterruption;
import java.util.ArrayList;
import java.util.List;

/** SIC: the guest controls how adapter interruptions come. */
final class SicStep extends GuestStep {
  private static final String WORD = "sic";

  private final int operation;
  private final int isc;
  private final boolean problemState;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "Issues one SIC: every adapter interruption of a subclass, or one until the next SIC.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.number("operation", "0 is all, 1 is single; others are refused."),
          Parameter.optional("isc", Parameter.Type.NUMBER, "Interruption subclass; default 2."),
          Parameter.optional(
              "problem-state", Parameter.Type.FLAG, "Whether the issuer is in problem state."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.text("told", "How it ended; without an exception cc 0 stands here."));
      facts.add(Fact.list("single-mode", "Subclasses of which one interruption comes."));
      facts.add(Fact.list("no-mode", "Subclasses of which none comes."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      int operation = fields.required("operation").number(0, 0xffff);
      int isc = fields.maybe("isc").map(field -> field.number(0, 7)).orElse(2);
      return new SicStep(fields.function(), operation, isc, fields.flag("problem-state", false));
    }
  }

  private SicStep(String function, int operation, int isc, boolean problemState) {
    super(function);
    this.operation = operation;
    this.isc = isc;
    this.problemState = problemState;
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return "sic %d isc %d".formatted(operation, isc);
  }

  @Override
  void run(Place place, Seen seen) {
    int issue = problemState ? Issue.PROBLEM_STATE : Issue.HANDLE;
    long operand = (long) isc << InterruptionControls.ISC_SHIFT;
    // The block of the operations that are known is not looked at: any place will do.
    told(
        place.execute(new PciInstruction.Sic(issue, operation, operand, place.storage(), 0)), seen);
    AdapterInterruption facility = place.guest().kernel().interruption();
    seen.fact("single-mode", subclasses(facility.singleMode()));
    seen.fact("no-mode", subclasses(facility.noMode()));
  }

  /** The numbers of the subclasses in a mask. */
  static List<String> subclasses(int mask) {
    List<String> all = new ArrayList<>();
    for (int isc = 0; isc < AdapterInterruption.SUBCLASSES; isc++) {
      if ((mask & 0x80 >> isc) != 0) {
        all.add(Integer.toString(isc));
      }
    }
    return all;
  }
}
