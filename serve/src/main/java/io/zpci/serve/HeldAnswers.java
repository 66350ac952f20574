package io.zpci.serve;

import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfiouser.ServedDevice;
import java.lang.foreign.MemorySegment;

/**
 * A device whose answers the way of its blocks may hold for a moment, where the guest's CPU waits
 * for them: those to accesses of configuration space and to interrupts set up. They are what a
 * driver does between enabling the function and its first block. The function has done what was
 * asked by then, and nothing of its machine is locked. An answer about memory is never held.
 */
final class HeldAnswers extends PassingServedDevice {
  private final FunctionWatch watch;
  private final RegionAccess config;

  HeldAnswers(ServedDevice below, FunctionWatch watch) {
    super(below);
    this.watch = watch;
    this.config = new Held(below.region(DeviceFile.CONFIG_REGION));
  }

  private final class Held implements RegionAccess {
    private final RegionAccess region;

    private Held(RegionAccess region) {
      this.region = region;
    }

    @Override
    public long pread(long position, MemorySegment buffer, long at, long count) {
      long done = region.pread(position, buffer, at, count);
      watch.answering();
      return done;
    }

    @Override
    public long pwrite(long position, MemorySegment buffer, long at, long count) {
      long done = region.pwrite(position, buffer, at, count);
      watch.answering();
      return done;
    }
  }

  @Override
  public RegionAccess region(int index) {
    return index == DeviceFile.CONFIG_REGION ? config : super.region(index);
  }

  @Override
  public int setIrqs(IrqSet set) {
    int outcome = super.setIrqs(set);
    watch.answering();
    return outcome;
  }
}
