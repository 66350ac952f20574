package io.zpci.tests;

import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Guest;
import io.zpci.route.GuestPath;
import io.zpci.route.Path;
import io.zpci.route.Promise;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Cost;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedInstructions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A VMM that executes each instruction it intercepts on the host, with the host's handle. The host
 * has no use for the function itself: DMA tables and interruptions are the guest's.
 */
public final class ForwardRoute implements Route {
  private static final Hand FORWARDER = new Hand("forwarder");

  private static final Rule OWN_HANDLE =
      Rule.check("forward.1", "The handle is the one that the guest was given.", "this example");
  private static final Rule NO_MIO =
      Rule.check("forward.2", "The guest is not offered MIO.", "this example");

  /** Made by {@link java.util.ServiceLoader}. */
  public ForwardRoute() {}

  @Override
  public String name() {
    return "forward";
  }

  @Override
  public String description() {
    return "an example: the VMM executes the guest's instruction with the host's handle";
  }

  @Override
  public @Nullable String unavailable(Facts facts) {
    return facts.hostIsS390() ? null : "only an s390 host has PCI instructions";
  }

  @Override
  public Set<Promise> promises(Facts facts) {
    return EnumSet.allOf(Promise.class);
  }

  @Override
  public Path connect(Below host, Guest guest, Facts facts) {
    // An SHM bit in the handle makes the machine hand every instruction to the VMM.
    int handle =
        FunctionHandle.ENABLE | FunctionHandle.SHM_VFIO | FunctionHandle.index(host.handle());
    PciInstructions forwarder =
        new TappedInstructions(
            new Forwarder(host, handle, facts.tap()),
            FORWARDER,
            facts.tap(),
            Cost.SIE_EXIT,
            Cost.CONTEXT_SWITCH);
    return new GuestPath(
        forwarder,
        handle,
        facts.function().maxStoreBlock(),
        false,
        List.of(0L, 0L, 0L, 0L, 0L, 0L),
        host.dma(),
        host.msi(),
        host.interruption());
  }

  private record Forwarder(Below host, int guestHandle, Tap tap) implements PciInstructions {
    @Override
    public int load(int issue, long request, long address, Register loaded) {
      int refused = check(issue, request);
      return refused == Outcome.OK
          ? host.instructions().load(issue, onHost(request), address, loaded)
          : refused;
    }

    @Override
    public int store(int issue, long request, long address, long value) {
      int refused = check(issue, request);
      return refused == Outcome.OK
          ? host.instructions().store(issue, onHost(request), address, value)
          : refused;
    }

    @Override
    public int storeBlock(
        int issue, long request, long address, GuestStorage storage, long storageAddress) {
      int refused = check(issue, request);
      return refused == Outcome.OK
          ? host.instructions().storeBlock(issue, onHost(request), address, storage, storageAddress)
          : refused;
    }

    @Override
    public int execute(PciInstruction instruction) {
      return switch (instruction) {
        case PciInstruction.Mpcifc(int issue, long request, GuestStorage storage, long fib) ->
            onHost(issue, request, new PciInstruction.Mpcifc(issue, onHost(request), storage, fib));
        case PciInstruction.Rpcit(int issue, long request, long start, long length) ->
            onHost(issue, request, new PciInstruction.Rpcit(issue, onHost(request), start, length));
        case PciInstruction.Sic sic -> host.instructions().execute(sic);
        // CLP would tell the guest the host's handle; who boots it has told it its own.
        case PciInstruction.Clp _, PciInstruction.Stpcifc _, PciInstruction.Pciwb _ ->
            Outcome.exception(ProgramInterruption.OPERATION);
      };
    }

    private int onHost(int issue, long request, PciInstruction forwarded) {
      int refused = check(issue, request);
      return refused == Outcome.OK ? host.instructions().execute(forwarded) : refused;
    }

    private int check(int issue, long request) {
      if (Issue.isMio(issue)) {
        tap.broken(NO_MIO);
        return Outcome.exception(ProgramInterruption.OPERATION);
      }
      if (Request.handle(request) != guestHandle) {
        tap.broken(OWN_HANDLE);
        return Outcome.INVALID_HANDLE;
      }
      return Outcome.OK;
    }

    /** The handle is in the upper half; space, operation and length stay. */
    private long onHost(long request) {
      return (long) host.handle() << 32 | Integer.toUnsignedLong((int) request);
    }
  }
}
