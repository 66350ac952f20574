package io.zpci.arch;

import io.zpci.storage.GuestStorage;

/**
 * Passes every instruction on as it is; a decorator extends it and overrides what it changes or
 * watches.
 */
public class PassingInstructions implements PciInstructions {
  private final PciInstructions below;

  /** Passes on to {@code below}. */
  protected PassingInstructions(PciInstructions below) {
    this.below = below;
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    return below.load(issue, request, address, loaded);
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    return below.store(issue, request, address, value);
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    return below.storeBlock(issue, request, address, storage, storageAddress);
  }

  @Override
  public int execute(PciInstruction instruction) {
    return below.execute(instruction);
  }
}
