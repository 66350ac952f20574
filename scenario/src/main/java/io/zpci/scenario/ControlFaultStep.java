package io.zpci.scenario;

import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.ProgramInterruption;
import io.zpci.fault.FaultAtControl;
import io.zpci.fault.Faults;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** From this step on a fault answers instructions that are no load, no store and no block. */
record ControlFaultStep(
    String function, boolean atHost, String instruction, int outcome, int nth, int times)
    implements Step {
  private static final int MOST = 1000;
  private static final Map<String, Class<? extends PciInstruction>> INSTRUCTIONS = instructions();

  private static Map<String, Class<? extends PciInstruction>> instructions() {
    Map<String, Class<? extends PciInstruction>> all = new LinkedHashMap<>();
    all.put("rpcit", PciInstruction.Rpcit.class);
    all.put("mpcifc", PciInstruction.Mpcifc.class);
    all.put("stpcifc", PciInstruction.Stpcifc.class);
    all.put("clp", PciInstruction.Clp.class);
    all.put("sic", PciInstruction.Sic.class);
    return all;
  }

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return "control-fault";
    }

    @Override
    public String says() {
      return "From this step on a fault answers an instruction of the control plane; it goes no"
          + " further.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.word(
              "at",
              List.of("guest", "host"),
              "guest: above the route; host: above the firmware; default guest."),
          Parameter.oneOf("on", List.copyOf(INSTRUCTIONS.keySet()), "Which instruction."),
          Parameter.optional(
              "status", Parameter.Type.NUMBER, "It ends with cc 1 and this status, 0 to 255."),
          Parameter.word(
              "exception",
              Arrays.stream(ProgramInterruption.values()).map(ProgramInterruption::word).toList(),
              "It ends with this program interruption."),
          Parameter.optional(
              "cc", Parameter.Type.NUMBER, "It ends with this condition code, 0 or 3; default 3."),
          Parameter.optional("nth", Parameter.Type.NUMBER, "The first that is hit; default 1."),
          Parameter.optional("times", Parameter.Type.NUMBER, "How many are hit; default 1."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      return List.of(Fact.text("fault", "The fault, for people."));
    }

    @Override
    public Step read(Fields fields) {
      boolean atHost =
          fields
              .maybe("at")
              .map(field -> field.oneOf(List.of("guest", "host"), word -> word))
              .orElse("guest")
              .equals("host");
      String instruction =
          fields.required("on").oneOf(List.copyOf(INSTRUCTIONS.keySet()), word -> word);
      Field status = fields.maybe("status").orElse(null);
      Field exception = fields.maybe("exception").orElse(null);
      Field code = fields.maybe("cc").orElse(null);
      int outcome = Outcome.INVALID_HANDLE;
      if (status != null) {
        outcome = Outcome.error(status.number(0, 0xff));
      } else if (exception != null) {
        outcome =
            Outcome.exception(
                exception.oneOf(List.of(ProgramInterruption.values()), ProgramInterruption::word));
      } else if (code != null && code.number() == 0) {
        outcome = Outcome.OK;
      } else if (code != null && code.number() != 3) {
        throw code.bad("0 or 3");
      }
      return new ControlFaultStep(
          fields.function(),
          atHost,
          instruction,
          outcome,
          fields.maybe("nth").map(field -> field.number(1, MOST)).orElse(1),
          fields.maybe("times").map(field -> field.number(1, MOST)).orElse(1));
    }
  }

  @Override
  public String describe() {
    return "%s ends with %s".formatted(instruction, Outcome.describe(outcome));
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    Faults faults = machine.faults().at(function);
    FaultAtControl fault =
        (atHost ? faults.atHost() : faults.atGuest())
            .control(Objects.requireNonNull(INSTRUCTIONS.get(instruction)))
            .nth(nth)
            .times(times);
    seen.fact("fault", fault.answer(outcome).toString());
  }
}
