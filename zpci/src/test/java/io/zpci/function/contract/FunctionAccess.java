package io.zpci.function.contract;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Register;
import io.zpci.arch.contract.Fuzz;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.PciFunction;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An access as the firmware lets it through to a function.
 *
 * @param kind load, store or block
 * @param value of a single store
 * @param at where the bytes of a block stand
 */
record FunctionAccess(Kind kind, int space, long offset, int length, long value, int at) {
  enum Kind {
    LOAD,
    STORE,
    BLOCK
  }

  /** A random one; for a block {@code data} gets random bytes, one in two times few of them. */
  static FunctionAccess random(Fuzz fuzz, FunctionFacts facts, MemorySegment data) {
    List<Integer> bars = new ArrayList<>();
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      if (facts.barSize(bar) > 0) {
        bars.add(bar);
      }
    }
    if (bars.isEmpty() || fuzz.onceIn(5)) {
      int length = 1 << fuzz.below(3);
      long offset = fuzz.below(facts.configSize() / length) * (long) length;
      return single(fuzz, AddressSpace.CONFIG, offset, length);
    }
    int bar = fuzz.of(bars);
    if (fuzz.onceIn(2)) {
      FunctionAccess block = block(fuzz, facts, bar, data);
      if (block != null) {
        return block;
      }
    }
    int length = 1 << fuzz.below(4);
    return single(fuzz, bar, fuzz.place(facts.barSize(bar), length), length);
  }

  private static FunctionAccess single(Fuzz fuzz, int space, long offset, int length) {
    return new FunctionAccess(
        fuzz.onceIn(2) ? Kind.LOAD : Kind.STORE, space, offset, length, fuzz.operand(), 0);
  }

  private static @Nullable FunctionAccess block(
      Fuzz fuzz, FunctionFacts facts, int bar, MemorySegment data) {
    boolean strict = facts.blockClass() == BlockClass.STRICT;
    long offset = fuzz.place(facts.barSize(bar), strict ? 8 : 1);
    int longest = PciFunctionContract.longestBlock(facts, bar, offset);
    if (strict ? longest < 16 : longest < 1) {
      return null;
    }
    int length = strict ? 16 + 8 * fuzz.below((longest - 8) / 8) : 1 + fuzz.below(longest);
    int at = 8 * fuzz.below(64);
    for (int i = 0; i < length; i += 8) {
      data.set(ValueLayout.JAVA_LONG_UNALIGNED, at + i, fuzz.operand());
    }
    return new FunctionAccess(Kind.BLOCK, bar, offset, length, 0, at);
  }

  boolean isLoad() {
    return kind == Kind.LOAD;
  }

  int issue(PciFunction function, MemorySegment data, Register loaded) {
    return switch (kind) {
      case LOAD -> function.load(space, offset, length, loaded);
      case STORE -> function.store(space, offset, length, value);
      case BLOCK -> function.storeBlock(space, offset, data, at, length);
    };
  }

  @Override
  public String toString() {
    String where = "%s %d 0x%x %d".formatted(kind.name(), space, offset, length);
    return kind == Kind.STORE ? where + " of 0x" + Long.toHexString(value) : where;
  }
}
