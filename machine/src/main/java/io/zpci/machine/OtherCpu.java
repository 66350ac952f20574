package io.zpci.machine;

import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFunction;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;

/**
 * A guest's second CPU, seen from its function: between the payload and the header of a command of
 * the first one it issues a command of its own, where nothing keeps it from that. A lock would make
 * it wait; then it does not act.
 */
final class OtherCpu implements PciDev {
  private static final int COMMANDS = 2;
  private static final int FIRST = 0;
  private static final int SECOND = 1;

  private final PciDev dev;
  private final IsmFunction function;
  private Runnable command = () -> {};
  private boolean acting;

  /** A second CPU that has nothing to do yet. */
  OtherCpu(PciDev dev, IsmFunction function) {
    this.dev = dev;
    this.function = function;
  }

  /** From now on it issues {@code newCommand} in the middle of each command of the first CPU. */
  void issues(Runnable newCommand) {
    command = newCommand;
  }

  private void act() {
    if (!acting) {
      acting = true;
      function.issuer(SECOND);
      command.run();
      function.issuer(FIRST);
      acting = false;
    }
  }

  @Override
  public int storeBlock(int space, long offset, int length, long address) {
    if (space == COMMANDS && offset == 0) {
      act();
    }
    return dev.storeBlock(space, offset, length, address);
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    return dev.load(space, offset, length, loaded);
  }

  @Override
  public void segmentBoundary(long mask) {
    dev.segmentBoundary(mask);
  }

  @Override
  public FunctionFacts facts() {
    return dev.facts();
  }

  @Override
  public int fid() {
    return dev.fid();
  }

  @Override
  public int uid() {
    return dev.uid();
  }

  @Override
  public GuestStorage memory() {
    return dev.memory();
  }

  @Override
  public InterlockedStorage shared() {
    return dev.shared();
  }

  @Override
  public int enable() {
    return dev.enable();
  }

  @Override
  public void disable() {
    dev.disable();
  }

  @Override
  public long allocate(long size) {
    return dev.allocate(size);
  }

  @Override
  public void free(long address, long size) {
    dev.free(address, size);
  }

  @Override
  public long map(long address, long size) {
    return dev.map(address, size);
  }

  @Override
  public int unmap(long ioAddress, long size) {
    return dev.unmap(ioAddress, size);
  }

  @Override
  public int requestIrq(Runnable handler) {
    return dev.requestIrq(handler);
  }

  @Override
  public void freeIrq() {
    dev.freeIrq();
  }
}
