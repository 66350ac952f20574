package io.zpci.ism;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The BAR with MSI-X table and pending bits that a served function has and a real one has not. The
 * table keeps what is stored, all else reads 0 and drops stores: a VMM holds a table of its own and
 * sends messages by it. Every vector is masked after reset (PCI Local Bus Specification 3.0,
 * 6.8.2).
 */
final class MsixSpace {
  private static final int NO_BAR = -1;
  private static final int VECTOR = 16;
  private static final int CONTROL = 12;

  private final int bar;
  private final long table;
  private final long tableEnd;
  private final MemorySegment bytes;

  MsixSpace(@Nullable Msix msix) {
    bar = msix == null ? NO_BAR : msix.bar();
    table = msix == null ? 0 : msix.table();
    tableEnd = msix == null ? 0 : msix.table() + msix.tableSize();
    bytes = MemorySegment.ofArray(new long[msix == null ? 0 : IsmFacts.MSIX_SPACE / 8]);
    reset();
  }

  void reset() {
    bytes.fill((byte) 0);
    for (long vector = table; vector < tableEnd; vector += VECTOR) {
      bytes.set(Layouts.INT_LITTLE, vector + CONTROL, 1);
    }
  }

  boolean isIn(int space) {
    return space == bar;
  }

  int load(long offset, int length, Register loaded) {
    if (offset < 0 || offset > bytes.byteSize() - length) {
      return Outcome.exception(ProgramInterruption.OPERAND);
    }
    loaded.set(Layouts.getImage(bytes, offset, length));
    return Outcome.OK;
  }

  int store(long offset, int length, long value) {
    if (offset < 0 || offset > bytes.byteSize() - length) {
      return Outcome.exception(ProgramInterruption.OPERAND);
    }
    if (offset >= table && offset + length <= tableEnd) {
      Layouts.putImage(bytes, offset, length, value);
    }
    return Outcome.OK;
  }
}
