package io.zpci.logs;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.trace.Operation;
import io.zpci.workload.Issued;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a guest that logs show, in the order in which they are read.
 *
 * <p>An instruction in s390dbf is issued as it was, with made-up data: no log has that. An access
 * in a trace is what QEMU made of an instruction: a load of it is a PCILG; a store is a PCISTG,
 * although adjacent stores of 8 bytes may have been one PCISTB, which a trace does not tell. What
 * QEMU does for itself in configuration space is not told from what a guest does there, and is left
 * out, as is what a log shows without enough to issue it again: MIO addresses, control
 * instructions.
 */
public final class LoggedOperations implements Consumer<LogEntry> {
  /** As many are kept. */
  public static final int MOST = 100_000;

  private final List<LoggedOperation> all = new ArrayList<>();
  private boolean data;
  private long apart;
  private long leftOut;

  /** No operations. */
  public LoggedOperations() {}

  @Override
  public void accept(LogEntry entry) {
    if (entry instanceof TraceEntry.RegionAccess access) {
      add(access);
    } else if (entry instanceof DebugEntry.Instruction instruction) {
      add(instruction);
    } else if (entry instanceof DebugEntry.MmioCall) {
      leftOut++;
    }
  }

  private void add(TraceEntry.RegionAccess access) {
    if (!AddressSpace.isBar(access.region()) || access.data().size() == 0) {
      leftOut++;
      return;
    }
    data = true;
    boolean store = access.store();
    Issued issued =
        store
            ? Issued.store(Operation.PCISTG, access.region(), access.offset(), access.data())
            : Issued.load(Operation.PCILG, access.region(), access.offset(), access.size());
    keep(
        new LoggedOperation(
            access.place(),
            issued,
            false,
            Outcome.describe(Outcome.OK),
            store ? null : access.data().toHex()));
  }

  private void add(DebugEntry.Instruction instruction) {
    LoggedInstruction which = which(instruction);
    Issued issued = which == null ? null : Reasons.issued(instruction, which);
    if (issued == null) {
      leftOut++;
      return;
    }
    keep(
        new LoggedOperation(
            instruction.place(), issued, instruction.cc() != 0, told(instruction), null));
  }

  /**
   * Of several that it can be, the block: where it can be one, that is what the driver of ISM does.
   */
  private static @Nullable LoggedInstruction which(DebugEntry.Instruction instruction) {
    List<LoggedInstruction> all = instruction.instructions();
    return all.contains(LoggedInstruction.PCISTB) ? LoggedInstruction.PCISTB : all.getFirst();
  }

  private static @Nullable String told(DebugEntry.Instruction instruction) {
    return instruction.programCheck()
        ? null
        : Outcome.describe(
            instruction.cc() == 1 ? Outcome.error(instruction.status()) : instruction.cc());
  }

  private void keep(LoggedOperation operation) {
    if (all.size() < MOST) {
      all.add(operation);
    } else {
      apart++;
    }
  }

  /** The operations, in order. */
  public List<LoggedOperation> all() {
    return List.copyOf(all);
  }

  /** Operations beyond those that are kept. */
  public long apart() {
    return apart;
  }

  /** What cannot be issued again. */
  public long leftOut() {
    return leftOut;
  }

  /** Whether any has data that a trace tells. */
  public boolean hasData() {
    return data;
  }
}
