package io.zpci.scenario;

import io.zpci.arch.Rule;
import io.zpci.ism.IsmFunction;
import io.zpci.machine.Passthrough;
import io.zpci.vfio.VfioDevice;
import java.util.ArrayList;
import java.util.List;

/** A reset of the guest, or of the function by the process that has opened it. */
final class ResetStep implements Step {
  private static final String WORD = "reset";
  private static final List<String> WHAT = List.of("guest", "vfio");

  private final String function;
  private final boolean guest;

  /** The kind. */
  record Kind() implements StepKind {
    @Override
    public String word() {
      return WORD;
    }

    @Override
    public String says() {
      return "The guest is reset and its kernel comes up and finds its functions, or a process"
          + " resets its vfio device.";
    }

    @Override
    public List<Parameter> parameters() {
      return List.of(
          Parameter.word("what", WHAT, "guest, or vfio: DEVICE_RESET of a process; default guest."),
          Parameter.function());
    }

    @Override
    public List<Fact> facts() {
      return List.of(
          Fact.text(
              "result",
              "How it went: ok, or an errno: of the first function that the kernel did not get."),
          Fact.text(
              "rebooted", "Of a guest: what registering translations gave, ok or an errno; off."),
          Fact.number("handle", "The function's handle as the guest's kernel knows it now."),
          Fact.number("machine-handle", "The function's handle on the machine now."),
          Fact.text("state", "The machine's function afterwards: enabled, disabled ..."),
          Fact.list("left", "What an ISM function still has registered: sba 0x100000000 .."),
          Fact.list("rules", "Ids of the rules that bit, in order."));
    }

    @Override
    public Step read(Fields fields) {
      boolean guest =
          fields
              .maybe("what")
              .map(field -> field.oneOf(WHAT, word -> word))
              .orElse("guest")
              .equals("guest");
      return new ResetStep(fields.function(), guest);
    }
  }

  private ResetStep(String function, boolean guest) {
    this.function = function;
    this.guest = guest;
  }

  @Override
  public String describe() {
    return guest ? "guest reset" : "vfio device reset";
  }

  @Override
  public void run(ScenarioMachine machine, Seen seen) {
    Passthrough passthrough = machine.passthrough(function);
    VfioDevice device = passthrough.vfio();
    if (guest != passthrough.hasKernel()) {
      seen.notDone(
          guest
              ? "here is no guest to reset, only a process on a vfio device"
              : "here is a guest; its VMM has the vfio device");
      return;
    }
    int result = device == null ? passthrough.resetGuest() : device.reset();
    seen.fact("result", GuestStep.result(result));
    if (guest) {
      // What the old kernel would have been told went with it.
      ControlState.of(machine).guestReset();
      seen.fact("rebooted", boot(machine, result));
      seen.fact("handle", Integer.toUnsignedLong(passthrough.handle()));
    }
    seen.fact("machine-handle", Integer.toUnsignedLong(passthrough.entry().handle()));
    seen.fact("state", passthrough.entry().state().word());
    seen.fact("left", left(passthrough));
    seen.fact("rules", machine.trace().rules().stream().map(Rule::id).toList());
  }

  private String boot(ScenarioMachine machine, int result) {
    if (!machine.device().booted() || result != 0) {
      return "off";
    }
    List<String> inGuest =
        machine.device().oneGuest() ? machine.device().names() : List.of(function);
    for (String name : inGuest) {
      int booted = machine.passthrough(name).boot();
      if (booted != 0) {
        return GuestStep.result(booted);
      }
    }
    return "ok";
  }

  private static List<String> left(Passthrough passthrough) {
    List<String> left = new ArrayList<>();
    if (passthrough.function() instanceof IsmFunction ism) {
      if (ism.sbaAddress() != 0) {
        left.add("sba 0x%x".formatted(ism.sbaAddress()));
      }
      if (ism.queueAddress() != 0) {
        left.add("queue 0x%x".formatted(ism.queueAddress()));
      }
    }
    return left;
  }
}
