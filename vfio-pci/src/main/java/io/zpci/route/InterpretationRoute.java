package io.zpci.route;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Rule;
import io.zpci.linux.LinuxPci;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedInstructions;
import io.zpci.vfio.VfioDevice;
import io.zpci.vmm.Forwarding;
import io.zpci.vmm.Interception;
import io.zpci.vmm.InterceptionOptions;
import io.zpci.vmm.PlugCheck;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * SIE executes the guest's loads, stores and blocks: the handle's SHM bits are 0, nothing exits and
 * nothing is cut. The other instructions exit to QEMU, which maps the guest's DMA in vfio and has
 * KVM forward interrupts: with the machine's assist they reach the guest without a stop in the
 * host. QEMU 7.2 and Linux 6.0 are the first that can. Source: spec passthrough d.
 */
public final class InterpretationRoute implements Route {
  /** A guest is not offered the MIO facility, so the machine does not execute MIO forms for it. */
  public static final Rule NO_MIO =
      Rule.check(
              "interpretation.mio",
              "A guest under QEMU is not offered MIO: its instructions are operation exceptions.",
              "spec zpci 2; spec passthrough d.2")
          .unverified(
              "whether SIE would interpret the MIO forms is not known (spec passthrough d.2)");

  private final boolean forwardingAssist;

  /** Made by {@link java.util.ServiceLoader}: with the assist. */
  public InterpretationRoute() {
    this(true);
  }

  /** {@code forwardingAssist}: QEMU's property of that name, on by default. */
  public InterpretationRoute(boolean forwardingAssist) {
    this.forwardingAssist = forwardingAssist;
  }

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
    return PlugCheck.of(facts.qemu(), unavailable(facts) == null, facts.function()).word();
  }

  @Override
  public Set<Promise> promises(Facts facts) {
    return EnumSet.allOf(Promise.class);
  }

  @Override
  public Path connect(Below host, Guest guest, Facts facts) {
    PciInstructions notOffered =
        new TappedInstructions(new NotOffered(facts.tap()), Hand.FIRMWARE, facts.tap());
    LinuxPci linux = HostSide.linux(host, facts);
    VfioDevice device = HostSide.genericVfio(host, facts, linux, null);
    int maxStoreBlock = facts.function().maxStoreBlock();
    Interception qemu =
        HostSide.qemu(
            device,
            facts,
            host.handle(),
            maxStoreBlock,
            HostSide.machine(guest, guest.interruption(), forwarding(host, guest, facts)),
            InterceptionOptions.SHIPPED);
    PciInstructions instructions =
        new Interpreted(host.instructions(), HostSide.exits(qemu, facts), notOffered);
    return new GuestPath(instructions, host.handle(), maxStoreBlock, host, guest)
        .resettingGuest(qemu::reset);
  }

  private Forwarding forwarding(Below host, Guest guest, Facts facts) {
    return forwardingAssist
        ? new KvmForwarding(
            host, guest, guest.interruption(), new MachineForwarder(host), facts.tap())
        : new KvmForwarding(
            host, guest, HostSide.kicked(guest, facts), new HostForwarder(), facts.tap());
  }

  /**
   * The machine executes the handle forms of loads, stores and blocks for its guest, QEMU the other
   * instructions; the MIO forms are not offered to it.
   */
  private record Interpreted(
      PciInstructions machine, PciInstructions qemu, PciInstructions notOffered)
      implements PciInstructions {
    @Override
    public int load(int issue, long request, long address, Register loaded) {
      return by(issue).load(issue, request, address, loaded);
    }

    @Override
    public int store(int issue, long request, long address, long value) {
      return by(issue).store(issue, request, address, value);
    }

    @Override
    public int storeBlock(
        int issue, long request, long address, GuestStorage storage, long storageAddress) {
      return by(issue).storeBlock(issue, request, address, storage, storageAddress);
    }

    @Override
    public int execute(PciInstruction instruction) {
      return switch (instruction) {
        case PciInstruction.Pciwb barrier -> notOffered.execute(barrier);
        case PciInstruction.Clp _,
            PciInstruction.Rpcit _,
            PciInstruction.Mpcifc _,
            PciInstruction.Stpcifc _,
            PciInstruction.Sic _ ->
            qemu.execute(instruction);
      };
    }

    private PciInstructions by(int issue) {
      return Issue.isMio(issue) ? notOffered : machine;
    }
  }

  /** Answers that the instruction is not installed. */
  private record NotOffered(Tap tap) implements PciInstructions {
    private static final int NOT_INSTALLED = Outcome.exception(ProgramInterruption.OPERATION);

    @Override
    public int load(int issue, long request, long address, Register loaded) {
      return refuse();
    }

    @Override
    public int store(int issue, long request, long address, long value) {
      return refuse();
    }

    @Override
    public int storeBlock(
        int issue, long request, long address, GuestStorage storage, long storageAddress) {
      return refuse();
    }

    @Override
    public int execute(PciInstruction instruction) {
      return refuse();
    }

    private int refuse() {
      tap.broken(NO_MIO);
      return NOT_INSTALLED;
    }
  }
}
