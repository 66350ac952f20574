package io.zpci.scenario;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.guest.GuestKernelCrash;
import io.zpci.linux.Errno;
import io.zpci.machine.GuestFunction;
import io.zpci.machine.Passthrough;
import io.zpci.storage.GuestStorage;
import java.util.List;

/**
 * A step that a guest does, or its kernel, with one function; on a route without a guest it cannot
 * be done. Every such step shows the rules that bit, and the error events that it brought.
 */
abstract class GuestStep implements Step {
  /** Facts of every such step. */
  static final List<Fact> FACTS =
      List.of(
          Fact.list("rules", "Ids of the rules that bit, in order."),
          Fact.list(
              "events",
              "The error events that the guest was told, each as pec 0x2 at 0x100000000; an"
                  + " error-event step that follows takes them up."));

  private final String function;

  /** A step with the function of that name. */
  GuestStep(String function) {
    this.function = function;
  }

  @Override
  public final void run(ScenarioMachine machine, Seen seen) {
    Passthrough passthrough = machine.passthrough(function);
    if (!passthrough.hasKernel()) {
      seen.notDone(word() + " is done by a guest; here is only a process on a vfio device");
      return;
    }
    GuestFunction guest = passthrough.guestFunction();
    try {
      run(new Place(machine, passthrough, guest), seen);
    } catch (IndexOutOfBoundsException _) {
      throw new GuestKernelCrash("a table of its own leads out of storage");
    }
    ControlState.of(machine).tell(machine, passthrough, seen);
  }

  /** Where the step is done. */
  record Place(ScenarioMachine machine, Passthrough passthrough, GuestFunction guest) {
    /** Executes an instruction of the guest. */
    int execute(PciInstruction instruction) {
      return passthrough.instructions().execute(instruction);
    }

    /** What steps keep from one to the next. */
    ControlState control() {
      return ControlState.of(machine);
    }

    /** The guest's storage. */
    GuestStorage storage() {
      return passthrough.storage();
    }
  }

  /** The kind's word. */
  abstract String word();

  /** Does it. */
  abstract void run(Place place, Seen seen);

  /** {@code pec 0x2 at 0x100000000}. */
  static String event(ErrorEvent event) {
    return "pec 0x%x at 0x%x".formatted(event.pec(), event.address());
  }

  /** Shows how an instruction ended. */
  static void told(int outcome, Seen seen) {
    seen.fact("told", Outcome.describe(outcome));
  }

  /** {@code ok}, {@code -EIO}, or a positive number as it is. */
  static String result(long result) {
    return result == 0 ? "ok" : result < 0 ? "-" + Errno.name(result) : Long.toString(result);
  }
}
