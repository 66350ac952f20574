package io.zpci.scenario;

import io.zpci.machine.RanOperation;
import io.zpci.machine.SequenceRun;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import io.zpci.workload.Operands;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One access: a guest's instruction, its kernel's call, or a process's system call. */
record AccessStep(Issued issued, String function) implements Step {
  /** Instructions and calls that begin a step, each by its own word. */
  record Kind(Operation operation) implements StepKind {
    private static final int SPACES = 15;

    @Override
    public String word() {
      return operation.word();
    }

    @Override
    public String says() {
      return "Issues one " + operation.word() + ".";
    }

    @Override
    public List<Parameter> parameters() {
      Parameter data =
          operation.isStore()
              ? Parameter.optional(
                  "data", Parameter.Type.BYTES, "What is stored; default 10 11 12 ..")
              : Parameter.optional("length", Parameter.Type.NUMBER, "Bytes to load.");
      return List.of(
          Parameter.number("space", "0 to 5 a BAR, 15 configuration space."),
          Parameter.number("offset", "In the space."),
          Parameter.optional(
              "length", Parameter.Type.NUMBER, "In bytes; of a store by default its data's."),
          data,
          Parameter.optional(
              "memory",
              Parameter.Type.NUMBER,
              "Storage address of the operand, of which the low 12 bits count; default 0."),
          Parameter.optional(
              "problem-state", Parameter.Type.FLAG, "Whether the issuer is in problem state."),
          Parameter.optional(
              "function",
              Parameter.Type.TEXT,
              "Which function, where there are several; default a."));
    }

    @Override
    public Step read(Fields fields) {
      int space = fields.required("space").number(0, SPACES);
      long offset = fields.required("offset").number();
      Bytes data = operation.isStore() ? fields.maybe("data").map(Field::bytes).orElse(null) : null;
      int length = length(fields, data);
      if (operation.isStore() && data == null) {
        data = Operands.defaultData(space, offset, length);
      }
      long memory = fields.number("memory", 0);
      boolean problemState = fields.flag("problem-state", false);
      String function = fields.maybe("function").map(Field::text).orElse("a");
      return new AccessStep(
          new Issued(
              operation,
              space,
              offset,
              length,
              data == null ? Bytes.NONE : data,
              memory,
              problemState),
          function);
    }

    private int length(Fields fields, @Nullable Bytes data) {
      if (data != null && fields.maybe("length").isEmpty()) {
        return data.size();
      }
      Field field = fields.required("length");
      int length = field.number(0, Integer.MAX_VALUE);
      String unfit = Operands.unfitLength(operation, length);
      if (unfit != null) {
        throw new ScenarioException(field.place(), "length: " + unfit);
      }
      if (data != null && data.size() != length) {
        throw field.bad("the " + data.size() + " bytes of data");
      }
      return length;
    }
  }

  @Override
  public String describe() {
    return issued.describe();
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    SequenceRun run = machine.run(function);
    String missing = run.missing(issued);
    if (missing != null) {
      seen.notDone(missing);
      return;
    }
    RanOperation ran = run.judged(issued);
    seen.operation(ran);
    judged(ran.judgement(), seen);
    told(ran.told(), seen);
    Crossing root = ran.hands();
    seen.fact("arrived", Judge.arrivals(root).stream().map(AccessStep::arrived).toList());
    if (!issued.operation().isStore()) {
      seen.fact("loaded", root.data().toHex());
    }
  }

  private static void judged(Judgement judgement, Seen seen) {
    seen.fact("verdict", judgement.verdict().word());
    Hand hand = judgement.brokenBy();
    seen.fact("by", hand == null ? "nobody" : hand.name());
    String rule = judgement.rule();
    seen.fact("rule", rule == null ? "none" : rule);
  }

  private static void told(GuestResult told, Seen seen) {
    seen.fact("told", told.describe());
    if (told instanceof GuestResult.Call call) {
      String errno = call.errnoName();
      seen.fact("errno", errno == null ? "none" : errno);
      seen.fact("done", call.done());
    }
  }

  /** {@code pcistg 0 0x0 4}. */
  private static String arrived(Arrival arrival) {
    return "%s%s %d 0x%x %d"
        .formatted(
            arrival.operation().word(),
            arrival.mio() ? "i" : "",
            arrival.bar(),
            arrival.offset(),
            arrival.length());
  }
}
