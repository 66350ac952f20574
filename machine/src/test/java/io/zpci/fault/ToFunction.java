package io.zpci.fault;

import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.PciFunction;
import io.zpci.storage.GuestStorage;

/**
 * Loads, stores and blocks that reach a function as they are, without a firmware; there is no other
 * instruction.
 */
record ToFunction(PciFunction function) implements PciInstructions {
  @Override
  public int load(int issue, long request, long address, Register loaded) {
    return function.load(Request.space(request), address, Request.length(request), loaded);
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    return function.store(Request.space(request), address, Request.length(request), value);
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    return function.storeBlock(
        Request.space(request),
        address,
        storage.segment(),
        storage.offset(storageAddress),
        Request.length(request));
  }

  @Override
  public int execute(PciInstruction instruction) {
    return Outcome.exception(ProgramInterruption.OPERATION);
  }
}
