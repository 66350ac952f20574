package io.zpci.scenario;

import io.zpci.arch.Outcome;
import io.zpci.machine.RanOperation;
import io.zpci.machine.SequenceRun;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import io.zpci.workload.Operands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One access: a guest's instruction, its kernel's call, or a process's system call. */
record AccessStep(Issued issued, String function) implements Step {
  /** Instructions and calls that begin a step, each by its own word. */
  record Kind(Operation operation) implements StepKind {
    private static final int SPACES = 15;

    private static final Fact VERDICT =
        Fact.word(
            "verdict",
            Arrays.stream(Verdict.values()).map(Verdict::word).toList(),
            "What became of the operation.");

    private static final List<Fact> OF_ALL =
        List.of(
            VERDICT,
            Fact.text("by", "The first hand that changed or refused it; nobody where none did."),
            Fact.text("rule", "Id of the rule that it broke or that bit; none where none."),
            Fact.text("why", "The verdict's reason, one sentence."),
            Fact.list("unverified", "What the verdict rests on that nothing confirmed."),
            Fact.text("told", "What its issuer was told: cc 0, cc 1 status 20, 8 bytes, ENXIO ..."),
            Fact.text("errno", "Of a call: its errno, as EIO; none without one."),
            Fact.number("done", "Of a call: bytes that it said were done."),
            Fact.list("arrived", "What arrived at the machine, each as pcistg 0 0x8 4."),
            Fact.list("arrived-data", "The bytes of each of these, in hexadecimal."),
            Fact.list("answered", "How the machine answered each of these, as cc 1 status 8."),
            Fact.number("pieces", "How many these are."));

    private static final List<Fact> OF_LOADS = ofLoads();

    private static List<Fact> ofLoads() {
      List<Fact> facts = new ArrayList<>(OF_ALL);
      facts.add(Fact.bytes("loaded", "What came up."));
      return List.copyOf(facts);
    }

    @Override
    public String word() {
      return operation.word();
    }

    @Override
    public String says() {
      return "Issues one such operation: a guest's instruction, its kernel's call, or a process's system"
          + " call.";
    }

    @Override
    public List<Parameter> parameters() {
      List<Parameter> parameters = new ArrayList<>();
      parameters.add(Parameter.number("space", "0 to 5 a BAR, 15 configuration space."));
      parameters.add(Parameter.number("offset", "In the space."));
      if (operation.isStore()) {
        parameters.add(
            Parameter.optional(
                "length", Parameter.Type.NUMBER, "In bytes; needed where there is no data."));
        parameters.add(
            Parameter.optional(
                "data",
                Parameter.Type.BYTES,
                "What is stored; default 10 11 12 .., and 8 bytes at the beginning of BAR 2 the"
                    + " header of READ_GID."));
      } else {
        parameters.add(Parameter.number("length", "In bytes."));
      }
      parameters.add(
          Parameter.optional(
              "memory",
              Parameter.Type.NUMBER,
              "Storage address of the operand, of which the low 12 bits count; default 0."));
      parameters.add(
          Parameter.optional(
              "problem-state", Parameter.Type.FLAG, "Whether the issuer is in problem state."));
      parameters.add(Parameter.function());
      return List.copyOf(parameters);
    }

    @Override
    public List<Fact> facts() {
      return operation.isStore() ? OF_ALL : OF_LOADS;
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
      String function = fields.function();
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
      Field given = fields.maybe("length").orElse(null);
      Field field =
          given == null && data != null ? fields.required("data") : fields.required("length");
      int length = given == null && data != null ? data.size() : field.number(0, SequenceRun.MOST);
      String unfit = Operands.unfitLength(operation, length);
      if (unfit != null) {
        throw new ScenarioException(field.place(), field.name() + ": " + unfit);
      }
      if (data != null && data.size() != length) {
        throw field.bad("the " + data.size() + " bytes of data");
      }
      return length;
    }
  }

  /** What a file has for {@code issued}, by parameter. */
  static Map<String, List<String>> written(Issued issued) {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    texts.put("space", List.of(Integer.toString(issued.space())));
    texts.put("offset", List.of("0x" + Long.toHexString(issued.offset())));
    Bytes data = issued.data();
    boolean otherwise =
        data.equals(Operands.defaultData(issued.space(), issued.offset(), issued.length()));
    if (issued.operation().isStore() && !otherwise) {
      texts.put("data", List.of(data.toHex()));
    } else {
      texts.put("length", List.of(Integer.toString(issued.length())));
    }
    if (issued.memory() != 0) {
      texts.put("memory", List.of("0x" + Long.toHexString(issued.memory())));
    }
    if (issued.problemState()) {
      texts.put("problem-state", List.of("on"));
    }
    return texts;
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
      seen.notIssued(issued, missing);
      judged(Judgement.unavailable(missing), seen);
      return;
    }
    RanOperation ran = run.judged(issued);
    seen.operation(ran);
    judged(ran.judgement(), seen);
    told(ran.told(), seen);
    Crossing root = ran.hands();
    List<Arrival> arrivals = Judge.arrivals(root);
    seen.fact("arrived", arrivals.stream().map(AccessStep::arrived).toList());
    seen.fact("arrived-data", arrivals.stream().map(arrival -> arrival.data().toHex()).toList());
    seen.fact(
        "answered", arrivals.stream().map(arrival -> Outcome.describe(arrival.outcome())).toList());
    seen.fact("pieces", arrivals.size());
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
    seen.fact("why", judgement.why());
    seen.fact("unverified", judgement.unverified());
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
  static String arrived(Arrival arrival) {
    return "%s%s %d 0x%x %d"
        .formatted(
            arrival.operation().word(),
            arrival.mio() ? "i" : "",
            arrival.bar(),
            arrival.offset(),
            arrival.length());
  }
}
