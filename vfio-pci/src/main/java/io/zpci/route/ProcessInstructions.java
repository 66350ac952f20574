package io.zpci.route;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Status;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A process on a vfio device, dressed as instructions: a PCISTB becomes one pwrite, a PCILG one
 * pread. The process is told bytes done or an errno; the outcome is cc 0 where all bytes were done,
 * else cc 1 with status 8. A block that its memory does not hold, EFAULT to a process, is an
 * addressing exception. A PCISTG has no issuer and is an operation exception.
 */
public final class ProcessInstructions implements PciInstructions {
  private static final int REFUSED = Outcome.error(Status.FUNC_IN_ERR);
  private static final int ADDRESSING = Outcome.exception(ProgramInterruption.ADDRESSING);
  private static final int NO_ISSUER = Outcome.exception(ProgramInterruption.OPERATION);

  private final MemorySegment buffer = Arena.ofAuto().allocate(8, 8);
  private final RegionAccess[] regions = new RegionAccess[AddressSpace.BARS];

  /** A process that holds {@code device}. */
  public ProcessInstructions(VfioDevice device) {
    for (int bar = 0; bar < regions.length; bar++) {
      regions[bar] = device.region(bar);
    }
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    int space = Request.space(request);
    int length = Request.length(request);
    if (Issue.isMio(issue) || !AddressSpace.isBar(space) || length < 1 || length > 8) {
      return NO_ISSUER;
    }
    long done = regions[space].pread(address, buffer, 0, length);
    if (done != length) {
      return REFUSED;
    }
    loaded.set(Layouts.getImage(buffer, 0, length));
    return Outcome.OK;
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    return NO_ISSUER;
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    int space = Request.space(request);
    int length = Request.length(request);
    if (Issue.isMio(issue) || !AddressSpace.isBar(space)) {
      return NO_ISSUER;
    }
    if (!storage.contains(storageAddress, length)) {
      return ADDRESSING;
    }
    long done =
        regions[space].pwrite(address, storage.segment(), storage.offset(storageAddress), length);
    return done == length ? Outcome.OK : REFUSED;
  }

  @Override
  public int execute(PciInstruction instruction) {
    return NO_ISSUER;
  }
}
