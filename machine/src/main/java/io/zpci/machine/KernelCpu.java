package io.zpci.machine;

import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;

/**
 * What executes the instructions of a guest's kernel: each is an operation of its own on the tap,
 * but those of a call that somebody issued: they belong to the call.
 */
final class KernelCpu implements PciInstructions {
  private final PciInstructions alone;
  private final PciInstructions inCall;
  private PciInstructions now;

  /**
   * A kernel outside of any call.
   *
   * @param alone the CPU with a tap in front of it
   * @param inCall the same CPU without
   */
  KernelCpu(PciInstructions alone, PciInstructions inCall) {
    this.alone = alone;
    this.inCall = inCall;
    this.now = alone;
  }

  /** A call begins; {@link #end} must follow, whatever the call does. */
  void begin() {
    now = inCall;
  }

  /** The call is over. */
  void end() {
    now = alone;
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    return now.load(issue, request, address, loaded);
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    return now.store(issue, request, address, value);
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    return now.storeBlock(issue, request, address, storage, storageAddress);
  }

  @Override
  public int execute(PciInstruction instruction) {
    return now.execute(instruction);
  }
}
