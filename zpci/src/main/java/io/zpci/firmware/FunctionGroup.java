package io.zpci.firmware;

import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;

/**
 * What functions of one group have in common, as CLP query group reports it. Source: spec zpci 5.5.
 * What the facts of a function leave open is as in QEMU's default group.
 *
 * @param blockClass the rules of PCISTB
 * @param maxStoreBlock the longest block in bytes
 */
record FunctionGroup(BlockClass blockClass, int maxStoreBlock) {
  /** How many interrupts a function may register. */
  static final int INTERRUPTS = 128;

  /** Milliseconds between two updates of a measurement block. */
  static final int UPDATE_INTERVAL = 4000;

  /** The address to which functions signal. */
  static final long MSI_ADDRESS = 0xfe00_0000_0000_0000L;

  static FunctionGroup of(FunctionFacts facts) {
    return new FunctionGroup(facts.blockClass(), facts.maxStoreBlock());
  }

  /** Whether a function with {@code facts} belongs here. */
  boolean fits(FunctionFacts facts) {
    return blockClass == facts.blockClass() && maxStoreBlock == facts.maxStoreBlock();
  }

  boolean relaxed() {
    return blockClass == BlockClass.RELAXED;
  }
}
