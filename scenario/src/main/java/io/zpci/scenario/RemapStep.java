package io.zpci.scenario;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Request;
import io.zpci.dma.TableEntry;
import io.zpci.linux.Pages;
import java.util.ArrayList;
import java.util.List;

/** A page that gets one frame after the other, refreshed each time, as a busy guest's do. */
final class RemapStep extends GuestStep {
  private static final String WORD = "remap";
  private static final int MOST = 1 << 20;

  private final long address;
  private final long frame;
  private final int times;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "A page gets another frame and is refreshed by RPCIT, again and again, until that is"
          + " refused.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.number("address", "I/O address of the page."),
          Parameter.optional(
              "frame",
              Parameter.Type.NUMBER,
              "Storage address of the first frame; the one behind it is the other; default"
                  + " 0x90000."),
          Parameter.number("times", "How often at most."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(Fact.text("told", "How the last RPCIT ended."));
      facts.add(Fact.number("done", "How many ended with cc 0."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      return new RemapStep(
          fields.function(),
          fields.required("address").number(),
          fields.number("frame", 0x9_0000),
          fields.required("times").number(1, MOST));
    }
  }

  private RemapStep(String function, long address, long frame, int times) {
    super(function);
    this.address = address;
    this.frame = frame;
    this.times = times;
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return "remap 0x%x %d times".formatted(address, times);
  }

  @Override
  void run(Place place, Seen seen) {
    IoTablesByHand tables = place.control().tables(place.guest());
    long request = Request.of(place.guest().handle(), 0, 0);
    PciInstruction refresh = new PciInstruction.Rpcit(Issue.HANDLE, request, address, Pages.PAGE);
    int done = 0;
    int outcome = Outcome.OK;
    while (done < times && outcome == Outcome.OK) {
      long origin = frame + (long) (done & 1) * Pages.PAGE;
      if (!tables.page(address, TableEntry.page(origin, true))) {
        seen.notDone("the kernel has no pages left for tables");
        return;
      }
      outcome = place.execute(refresh);
      done += outcome == Outcome.OK ? 1 : 0;
    }
    told(outcome, seen);
    seen.fact("done", done);
  }
}
