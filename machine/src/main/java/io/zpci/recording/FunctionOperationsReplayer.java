package io.zpci.recording;

/**
 * Puts functions of the model in the place of the recorded ones and gives them what the recording
 * gave those.
 *
 * <p>Compared are the data of loads, commands, moves, events and interrupts as the recording spells
 * them, whether a mapping was there that is unmapped, and, beyond what a recording holds, that
 * after a move the owner's memory has the bytes and the SBA the bits. Tokens and return codes other
 * than 0 are the recorded device's own: what stands for what is learned from the recording and has
 * to stay the same in command and response. Every line is an operation. Of a memory device the data
 * of loads are compared.
 */
public final class FunctionOperationsReplayer implements Replayer {
  /** A replayer. */
  public FunctionOperationsReplayer() {}

  @Override
  public String kind() {
    return FunctionOperations.KIND;
  }

  @Override
  public Comparison replay(Recording recording) {
    Comparison.Builder comparison = new Comparison.Builder(recording);
    if (FunctionOperations.isMemory(recording)) {
      new MemoryOperationsRun(recording, comparison).run();
      return comparison.build();
    }
    FunctionOperations operations = FunctionOperations.parse(recording);
    new FunctionOperationsRun(operations, comparison).run();
    ResponseReads.check(recording, operations, comparison);
    return comparison.build();
  }
}
