package io.zpci.scenario;

import io.zpci.machine.GuestFunction;
import java.util.ArrayList;
import java.util.List;

/** The guest's kernel enables, disables or resets its function. */
final class KernelStep extends GuestStep {
  private static final String WORD = "kernel";
  private static final List<String> CALLS =
      List.of("zpci_enable_device", "zpci_disable_device", "zpci_hot_reset_device");

  private final String call;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "The guest's kernel enables, disables or hot-resets the function.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          new Parameter("call", Parameter.Type.WORD, true, CALLS, "Which of its functions runs."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      List<Fact> facts = new ArrayList<>(FACTS);
      facts.add(
          Fact.text("result", "What it returned: ok, an errno as -EIO, or a positive number."));
      facts.add(Fact.number("handle", "The function's handle as the kernel knows it now."));
      facts.add(Fact.text("state", "The machine's function afterwards: enabled, disabled ..."));
      return facts;
    }

    @Override
    public Step read(Fields fields) {
      String call = fields.required("call").oneOf(CALLS, word -> word);
      return new KernelStep(fields.function(), call);
    }
  }

  private KernelStep(String function, String call) {
    super(function);
    this.call = call;
  }

  @Override
  String word() {
    return WORD;
  }

  @Override
  public String describe() {
    return call;
  }

  @Override
  void run(Place place, Seen seen) {
    GuestFunction guest = place.guest();
    int result =
        switch (call) {
          case "zpci_enable_device" -> guest.enable();
          case "zpci_disable_device" -> guest.disable();
          default -> guest.hotReset();
        };
    seen.fact("result", result(result));
    seen.fact("handle", Integer.toUnsignedLong(guest.handle()));
    seen.fact("state", place.passthrough().entry().state().word());
  }
}
