package io.zpci.linux;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Rule;
import io.zpci.arch.Status;

/**
 * Tables and refreshes of one function, below a kernel's two layers of DMA: the aperture, its
 * tables, RPCIT. Source: spec zpci 8.6, 11.6.
 */
final class DmaDomain {
  /** Status of RPCIT that stands for missing resources, beside {@link Status#INSUF_RES}. */
  private static final int RESOURCES = 4;

  private final LinuxKernel kernel;
  private final Zdev zdev;
  private final IoTables tables;
  private final long start;
  private final long end;

  /** The aperture from {@code start} to {@code end}, both included, behind {@code tables}. */
  DmaDomain(LinuxKernel kernel, Zdev zdev, IoTables tables, long start, long end) {
    this.kernel = kernel;
    this.zdev = zdev;
    this.tables = tables;
    this.start = start;
    this.end = end;
  }

  /** The tables. */
  IoTables tables() {
    return tables;
  }

  /** The first I/O address. */
  long start() {
    return start;
  }

  /** The last I/O address. */
  long end() {
    return end;
  }

  /** Whether the group asks for a refresh also after a page became valid. */
  boolean refreshesMaps() {
    return zdev.clp().refresh();
  }

  /** Whether these are pages of the aperture. */
  boolean holds(long ioAddress, long size) {
    long last = ioAddress + size - 1;
    return size > 0
        && ((ioAddress | size) & (Pages.PAGE - 1)) == 0
        && Long.compareUnsigned(ioAddress, start) >= 0
        && Long.compareUnsigned(last, ioAddress) >= 0
        && Long.compareUnsigned(last, end) <= 0;
  }

  /**
   * {@code zpci_refresh_trans}: RPCIT, repeated without limit while busy.
   *
   * @return 0, -ENOMEM or -EIO
   * @throws KernelOops where it is a program interruption
   */
  int refresh(long ioAddress, long size) {
    PciInstruction.Rpcit insn =
        new PciInstruction.Rpcit(Issue.HANDLE, (long) zdev.handle() << 32, ioAddress, size);
    int outcome = kernel.cpu().execute(insn);
    while (!Outcome.isException(outcome) && Outcome.cc(outcome) == Outcome.BUSY) {
      outcome = kernel.cpu().execute(insn);
    }
    if (Outcome.isException(outcome)) {
      throw new KernelOops("rpcit", outcome);
    }
    if (outcome == Outcome.OK) {
      return 0;
    }
    int status = Outcome.status(outcome);
    boolean resources = status == RESOURCES || status == Status.INSUF_RES;
    return Outcome.hasStatus(outcome) && resources ? -Errno.ENOMEM : -Errno.EIO;
  }

  /** Says why nothing was mapped. */
  void broken(Rule rule) {
    kernel.tap().broken(rule);
  }

  /** A refresh of the whole aperture. */
  int refreshAll() {
    return refresh(start, end - start + 1);
  }
}
