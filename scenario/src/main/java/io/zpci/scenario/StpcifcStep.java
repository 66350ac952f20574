package io.zpci.scenario;

import io.zpci.arch.Fib;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.linux.Pages;
import io.zpci.storage.GuestStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** STPCIFC: the guest looks at its function's controls. */
final class StpcifcStep extends GuestStep {
  private static final String WORD = "stpcifc";

  private final Optional<Long> handle;
  private final int dmaSpace;
  private final boolean problemState;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "Issues one STPCIFC: what is registered, and the function's state as the guest sees it.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.optional("handle", Parameter.Type.NUMBER, "Default the function's own."),
          Parameter.optional("dma-space", Parameter.Type.NUMBER, "DMA address space; default 0."),
          Parameter.optional(
              "problem-state", Parameter.Type.FLAG, "Whether the issuer is in problem state."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.text("told", "How it ended: cc 0, cc 1 status 28 ..."));
      facts.add(Fact.number("controls", "Function controls, the byte: 0x90 enabled with DMA."));
      facts.add(Fact.list("is", "The same in words: enabled, error, blocked, dma."));
      facts.add(Fact.number("handle", "The handle that the register holds afterwards."));
      for (String name : List.of("pba", "pal", "iota")) {
        facts.add(Fact.number(name, "Of the registered translation; 0 without one."));
      }
      for (String name : List.of("isc", "noi", "sum", "aibv", "aibvo", "aisb", "aisbo")) {
        facts.add(Fact.number(name, "Of the registered interrupts; 0 without any."));
      }
      facts.add(Fact.number("fmb", "Address of the measurement block; 0 without one."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      Optional<Long> handle = fields.maybe("handle").map(Field::number);
      int dmaSpace = fields.maybe("dma-space").map(field -> field.number(0, 0xff)).orElse(0);
      return new StpcifcStep(
          fields.function(), handle, dmaSpace, fields.flag("problem-state", false));
    }
  }

  private StpcifcStep(String function, Optional<Long> handle, int dmaSpace, boolean problemState) {
    super(function);
    this.handle = handle;
    this.dmaSpace = dmaSpace;
    this.problemState = problemState;
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
    GuestStorage storage = place.storage();
    long fib = place.guest().kernel().pages().allocate(Pages.PAGE);
    Register request = new Register();
    int of = handle.map(Long::intValue).orElse(place.guest().handle());
    request.set(Request.of(of, dmaSpace, 0));
    int issue = problemState ? Issue.PROBLEM_STATE : Issue.HANDLE;
    int outcome = place.execute(new PciInstruction.Stpcifc(issue, request, storage, fib));
    told(outcome, seen);
    if (outcome == Outcome.OK) {
      show(storage, fib, seen);
    }
    seen.fact("handle", Integer.toUnsignedLong(Request.handle(request.get())));
    if (fib >= 0) {
      place.guest().kernel().pages().free(fib, Pages.PAGE);
    }
  }

  private static void show(GuestStorage storage, long fib, Seen seen) {
    int controls = storage.getByte(fib + Fib.CONTROLS);
    List<String> is = new ArrayList<>();
    add(is, controls, Fib.CONTROL_ENABLED, "enabled");
    add(is, controls, Fib.CONTROL_ERROR, "error");
    add(is, controls, Fib.CONTROL_BLOCKED, "blocked");
    add(is, controls, Fib.CONTROL_DMA, "dma");
    seen.fact("controls", controls).fact("is", is);
    seen.fact("pba", storage.getLong(fib + Fib.PBA));
    seen.fact("pal", storage.getLong(fib + Fib.PAL));
    seen.fact("iota", storage.getLong(fib + Fib.IOTA));
    InterruptRegistration interrupts = InterruptRegistration.decode(storage, fib);
    seen.fact("isc", interrupts.isc()).fact("noi", interrupts.noi());
    seen.fact("sum", interrupts.summary() ? 1 : 0);
    seen.fact("aibv", interrupts.aibv()).fact("aibvo", interrupts.aibvo());
    seen.fact("aisb", interrupts.aisb()).fact("aisbo", interrupts.aisbo());
    seen.fact("fmb", storage.getLong(fib + Fib.FMB));
  }

  private static void add(List<String> to, int controls, int bit, String word) {
    if ((controls & bit) != 0) {
      to.add(word);
    }
  }
}
