package io.zpci.scenario;

import io.zpci.arch.Issue;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** RPCIT: the guest has translations refreshed. */
final class RpcitStep extends GuestStep {
  private static final String WORD = "rpcit";

  private final Optional<Long> handle;
  private final long start;
  /** Every page of the range is walked: more would take longer than anybody waits. */
  private static final long MOST = 1L << 34;

  private final long length;
  private final int issue;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "Issues one RPCIT: translations of a range of I/O addresses are refreshed.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.number("start", "First I/O address; the aperture begins at 0x100000000."),
          new Parameter("length", Parameter.Type.SIZE, true, List.of(), "Bytes, to 16384MiB."),
          Parameter.optional("handle", Parameter.Type.NUMBER, "Default the function's own."),
          Parameter.optional(
              "problem-state", Parameter.Type.FLAG, "Whether the issuer is in problem state."),
          Parameter.optional(
              "odd-pair", Parameter.Type.FLAG, "Whether the pair starts with an odd register."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.text("told", "How it ended: cc 0, cc 1 status 16, operand exception ..."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      long start = fields.required("start").number();
      long length = fields.required("length").size(0, MOST);
      Optional<Long> handle = fields.maybe("handle").map(Field::number);
      boolean problemState = fields.flag("problem-state", false);
      boolean oddPair = fields.flag("odd-pair", false);
      int issue =
          (problemState ? Issue.PROBLEM_STATE : Issue.HANDLE) | (oddPair ? Issue.ODD_PAIR : 0);
      return new RpcitStep(fields.function(), handle, start, length, issue);
    }
  }

  private RpcitStep(String function, Optional<Long> handle, long start, long length, int issue) {
    super(function);
    this.handle = handle;
    this.start = start;
    this.length = length;
    this.issue = issue;
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return "rpcit 0x%x 0x%x".formatted(start, length);
  }

  @Override
  void run(Place place, Seen seen) {
    int of = handle.map(Long::intValue).orElse(place.guest().handle());
    told(place.execute(new PciInstruction.Rpcit(issue, Request.of(of, 0, 0), start, length)), seen);
  }
}
