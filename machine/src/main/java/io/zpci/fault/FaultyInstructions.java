package io.zpci.fault;

import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.Outcome;
import io.zpci.arch.PassingInstructions;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import org.jspecify.annotations.Nullable;

/** Who executes instructions, with faults in front. */
final class FaultyInstructions extends PassingInstructions {
  private static final long LENGTH = 0xffff;

  private final AccessSite<Effect.OnAccess> site;
  private final Faults faults;
  private final Tap tap;

  FaultyInstructions(
      PciInstructions below, AccessSite<Effect.OnAccess> site, Faults faults, Tap tap) {
    super(below);
    this.site = site;
    this.faults = faults;
    this.tap = tap;
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    Operation operation = Issue.isMio(issue) ? Operation.PCILGI : Operation.PCILG;
    arrives(operation, issue, request, address, null, 0, 0);
    Placed<AccessCondition, Effect.OnAccess> hit = site.hit();
    return hit == null
        ? super.load(issue, request, address, loaded)
        : faults.ends(hit, site.access(), loaded, tap);
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    Operation operation = Issue.isMio(issue) ? Operation.PCISTGI : Operation.PCISTG;
    arrives(operation, issue, request, address, null, 0, value);
    Placed<AccessCondition, Effect.OnAccess> hit = site.hit();
    return hit == null
        ? super.store(issue, request, address, value)
        : faults.ends(hit, site.access(), null, tap);
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    Operation operation = Issue.isMio(issue) ? Operation.PCISTBI : Operation.PCISTB;
    arrives(operation, issue, request, address, storage, storageAddress, 0);
    Placed<AccessCondition, Effect.OnAccess> hit = site.hit();
    if (hit == null) {
      return super.storeBlock(issue, request, address, storage, storageAddress);
    }
    if (!(hit.effect() instanceof Effect.Torn(int cut))) {
      return faults.ends(hit, site.access(), null, tap);
    }
    int length = Request.length(request);
    int first = faults.tears(hit.fault(), cut, site.access(), tap);
    site.goesOn();
    int outcome = super.storeBlock(issue, cutTo(request, first), address, storage, storageAddress);
    if (outcome == Outcome.OK) {
      outcome =
          super.storeBlock(
              issue,
              cutTo(request, length - first),
              address + first,
              storage,
              storageAddress + first);
    }
    tap.exit(outcome, 0);
    return outcome;
  }

  @Override
  public int execute(PciInstruction instruction) {
    Placed<Class<? extends PciInstruction>, Effect.OnControl> hit = site.hit(instruction);
    return hit == null ? super.execute(instruction) : faults.ends(hit, instruction);
  }

  private void arrives(
      Operation operation,
      int issue,
      long request,
      long address,
      @Nullable GuestStorage storage,
      long storageAddress,
      long value) {
    boolean mio = Issue.isMio(issue);
    site.access()
        .set(
            operation,
            mio ? MioAddress.bar(address) : Request.space(request),
            mio ? MioAddress.offset(address) : address,
            Request.length(request),
            storage == null ? null : storage.segment(),
            storage == null ? 0 : storage.offset(storageAddress),
            value);
  }

  private static long cutTo(long request, int length) {
    return (request & ~LENGTH) | length;
  }
}
