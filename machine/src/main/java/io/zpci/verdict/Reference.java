package io.zpci.verdict;

import io.zpci.arch.AddressSpace;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import org.jspecify.annotations.Nullable;

/**
 * What an operation must still be after a hand: direction, place and bytes, and where they are
 * decided, block or single access and handle or MIO form. A kernel's call and a process's system
 * call decide neither; then the device decides: a relaxed one takes stores to its BARs as blocks,
 * one without MIO takes handle forms. What is left open is decided by the first instruction on the
 * way.
 */
record Reference(
    boolean store,
    @Nullable Boolean block,
    @Nullable Boolean mio,
    int space,
    long offset,
    int length,
    Bytes data) {

  static Reference of(Issued issued, FunctionFacts facts) {
    Operation operation = issued.operation();
    Boolean block = operation.isStore() ? null : Boolean.FALSE;
    Boolean mio = facts.mioCapable() ? null : Boolean.FALSE;
    if (operation.isInstruction()) {
      block = operation.isBlock();
      mio = operation.isMio();
    } else if (operation == Operation.IOWRITE) {
      block = false;
    } else if (operation.isStore()
        && facts.blockClass() == BlockClass.RELAXED
        && AddressSpace.isBar(issued.space())) {
      block = true;
    }
    return new Reference(
        operation.isStore(),
        block,
        mio,
        issued.space(),
        issued.offset(),
        issued.length(),
        issued.data());
  }

  /** With what {@code crossing}, an instruction that matches, decides. */
  Reference refinedBy(Crossing crossing) {
    Operation operation = crossing.operation();
    if (!operation.isInstruction() || (block != null && mio != null)) {
      return this;
    }
    return new Reference(
        store,
        block == null ? (Boolean) operation.isBlock() : block,
        mio == null ? (Boolean) operation.isMio() : mio,
        space,
        offset,
        length,
        data);
  }

  boolean matches(Crossing crossing) {
    Operation operation = crossing.operation();
    if (operation.isStore() != store
        || crossing.space() != space
        || crossing.offset() != offset
        || crossing.length() != length) {
      return false;
    }
    if (operation.isInstruction() && mio != null && operation.isMio() != mio) {
      return false;
    }
    boolean decided = operation.isInstruction() || operation.isAtDevice();
    if (decided && block != null && operation.isBlock() != block) {
      return false;
    }
    return !store || crossing.data().equals(data);
  }
}
