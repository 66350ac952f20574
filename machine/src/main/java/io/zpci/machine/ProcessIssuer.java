package io.zpci.machine;

import io.zpci.arch.AddressSpace;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.verdict.GuestResult;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.VfioDevice;
import io.zpci.workload.Issued;
import org.jspecify.annotations.Nullable;

/** A process on a vfio device: a store block becomes one pwrite, a load one pread. */
final class ProcessIssuer implements Issuer {
  private final VfioDevice device;
  private final GuestStorage memory;
  private final Tap tap;

  ProcessIssuer(VfioDevice device, GuestStorage memory, Tap tap) {
    this.device = device;
    this.memory = memory;
    this.tap = tap;
  }

  @Override
  public @Nullable String missing(Issued issued) {
    Operation operation = issued.operation();
    return switch (operation) {
      case PCISTB, PWRITE, PCILG, PREAD -> null;
      case PCISTG -> "a process has no PCISTG: the variant driver makes a PCISTB of every write";
      default ->
          operation.word() + " is issued by a guest; here is only a process on a vfio device";
    };
  }

  @Override
  public GuestResult issue(Issued issued) {
    boolean store = issued.operation().isStore();
    Operation call = store ? Operation.PWRITE : Operation.PREAD;
    long at = memory.offset(issued.memory());
    tap.enter(
        Hand.PROCESS,
        call,
        issued.space(),
        issued.offset(),
        issued.length(),
        memory.segment(),
        at,
        0);
    long result = call(issued, store, at);
    tap.exit(result, 0);
    return result < 0 ? new GuestResult.Call((int) -result, 0) : new GuestResult.Call(0, result);
  }

  private long call(Issued issued, boolean store, long at) {
    boolean config = issued.space() == AddressSpace.CONFIG;
    if (!config && !AddressSpace.isBar(issued.space())) {
      return -Errno.EINVAL;
    }
    int index = config ? VfioDevice.CONFIG_REGION : issued.space();
    RegionAccess region = device.region(index);
    return store
        ? region.pwrite(issued.offset(), memory.segment(), at, issued.length())
        : region.pread(issued.offset(), memory.segment(), at, issued.length());
  }

  @Override
  public void close() {}
}
