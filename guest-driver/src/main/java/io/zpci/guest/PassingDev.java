package io.zpci.guest;

import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts;
import io.zpci.linux.DmaDirection;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;

/** A function as its driver holds it, every call of it passed on: to be overridden. */
public class PassingDev implements PciDev {
  private final PciDev below;

  /** What passes on to {@code below}. */
  public PassingDev(PciDev below) {
    this.below = below;
  }

  @Override
  public FunctionFacts facts() {
    return below.facts();
  }

  @Override
  public int fid() {
    return below.fid();
  }

  @Override
  public int uid() {
    return below.uid();
  }

  @Override
  public GuestStorage memory() {
    return below.memory();
  }

  @Override
  public InterlockedStorage shared() {
    return below.shared();
  }

  @Override
  public int enable() {
    return below.enable();
  }

  @Override
  public void segmentBoundary(long mask) {
    below.segmentBoundary(mask);
  }

  @Override
  public void disable() {
    below.disable();
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    return below.load(space, offset, length, loaded);
  }

  @Override
  public int storeBlock(int space, long offset, int length, long address) {
    return below.storeBlock(space, offset, length, address);
  }

  @Override
  public long allocate(long size) {
    return below.allocate(size);
  }

  @Override
  public void free(long address, long size) {
    below.free(address, size);
  }

  @Override
  public long map(long address, long size) {
    return below.map(address, size);
  }

  @Override
  public long map(long address, long size, DmaDirection direction) {
    return below.map(address, size, direction);
  }

  @Override
  public int unmap(long ioAddress, long size) {
    return below.unmap(ioAddress, size);
  }

  @Override
  public int requestIrq(Runnable handler) {
    return below.requestIrq(handler);
  }

  @Override
  public void freeIrq() {
    below.freeIrq();
  }
}
