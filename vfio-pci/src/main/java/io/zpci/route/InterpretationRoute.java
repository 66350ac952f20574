package io.zpci.route;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Rule;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vmm.PlugCheck;
import org.jspecify.annotations.Nullable;

/**
 * SIE executes the guest's loads, stores and blocks: the handle's SHM bits are 0, nothing exits and nothing is cut. QEMU
 * 7.2 and Linux 6.0 are the first that can. Source: spec passthrough d.
 */
public final class InterpretationRoute implements Route {
  /** A guest is not offered the MIO facility, so the machine does not execute MIO forms for it. */
  public static final Rule NO_MIO =
      Rule.check(
              "interpretation.mio",
              "A guest under QEMU is not offered MIO: its instructions are operation exceptions.",
              "spec zpci 2; spec passthrough d.2")
          .unverified("whether SIE would interpret the MIO forms is not known (spec passthrough d.2)");

  /** Made by {@link java.util.ServiceLoader}. */
  public InterpretationRoute() {}

  @Override
  public String name() {
    return "interpretation";
  }

  @Override
  public String description() {
    return "SIE executes it: the firmware, nothing cut";
  }

  @Override
  public int order() {
    return 20;
  }

  @Override
  public @Nullable String unavailable(Facts facts) {
    if (!facts.qemu().interpretation()) {
      return facts.qemu().name() + " cannot interpret; QEMU 7.2 is the first";
    }
    if (!facts.host().vfio().interpretation()) {
      return facts.host().name() + " cannot interpret; Linux 6.0 is the first";
    }
    return facts.hostIsS390() ? null : "interpretation needs an s390 host";
  }

  @Override
  public String plug(Facts facts) {
    return PlugCheck.of(facts.qemu(), true, facts.function()).word();
  }

  @Override
  public Path connect(Below host, Guest guest, Facts facts) {
    PciInstructions instructions = new Interpreted(host.instructions(), facts.tap());
    return new GuestPath(instructions, host.handle(), host.function().facts().maxStoreBlock(), guest);
  }

  /** Hands the handle forms to the machine; the MIO forms are not installed. */
  private record Interpreted(PciInstructions machine, Tap tap) implements PciInstructions {
    private static final int NOT_INSTALLED = Outcome.exception(ProgramInterruption.OPERATION);

    @Override
    public int load(int issue, long request, long address, Register loaded) {
      return Issue.isMio(issue) ? refuse() : machine.load(issue, request, address, loaded);
    }

    @Override
    public int store(int issue, long request, long address, long value) {
      return Issue.isMio(issue) ? refuse() : machine.store(issue, request, address, value);
    }

    @Override
    public int storeBlock(int issue, long request, long address, GuestStorage storage, long storageAddress) {
      return Issue.isMio(issue) ? refuse() : machine.storeBlock(issue, request, address, storage, storageAddress);
    }

    @Override
    public int execute(PciInstruction instruction) {
      return machine.execute(instruction);
    }

    private int refuse() {
      tap.broken(NO_MIO);
      return NOT_INSTALLED;
    }
  }
}
