package io.zpci.testkit.register;

import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;
import java.util.ArrayList;
import java.util.List;

/** Keeps each instruction with its raw operands, and answers as it is told. */
final class IssuedInstructions implements PciInstructions {
  final List<String> issued = new ArrayList<>();
  int outcome = Outcome.OK;
  long image;

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    issued.add("load %d 0x%x 0x%x".formatted(issue, request, address));
    if (outcome == Outcome.OK) {
      loaded.set(image);
    }
    return outcome;
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    issued.add("store %d 0x%x 0x%x 0x%x".formatted(issue, request, address, value));
    return outcome;
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    issued.add(
        "storeBlock %d 0x%x 0x%x %x:0x%x"
            .formatted(issue, request, address, storage.start(), storageAddress));
    return outcome;
  }

  @Override
  public int execute(PciInstruction instruction) {
    throw new AssertionError(instruction);
  }
}
