package io.zpci.linux;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;

/**
 * The kernel's wrappers of the instructions ({@code pci_insn.c}): busy is repeated by handle and an
 * error by MIO, and an outcome becomes an errno. Source: spec zpci 3.1, 4.9, 8.6.
 */
final class PciInsn {
  private static final PciInstruction PCIWB = new PciInstruction.Pciwb(Issue.MIO);

  private final PciInstructions instructions;
  private final BusyDelay delay;
  private final Tap tap;
  private long busyRetries;

  PciInsn(PciInstructions instructions, BusyDelay delay, Tap tap) {
    this.instructions = instructions;
    this.delay = delay;
    this.tap = tap;
  }

  /** How often an instruction by handle was repeated because it was busy. */
  long busyRetries() {
    return busyRetries;
  }

  /** PCILG; 0 or a negative errno. */
  int load(long request, long offset, Register data) {
    int outcome = instructions.load(Issue.HANDLE, request, offset, data);
    while (isBusy(outcome)) {
      awaitNotBusy();
      outcome = instructions.load(Issue.HANDLE, request, offset, data);
    }
    return errno(outcome);
  }

  /** PCISTG; 0 or a negative errno. */
  int store(long request, long offset, long data) {
    int outcome = instructions.store(Issue.HANDLE, request, offset, data);
    while (isBusy(outcome)) {
      awaitNotBusy();
      outcome = instructions.store(Issue.HANDLE, request, offset, data);
    }
    return errno(outcome);
  }

  /** PCISTB; 0 or a negative errno. */
  int storeBlock(long request, long offset, GuestStorage storage, long storageAddress) {
    int outcome = instructions.storeBlock(Issue.HANDLE, request, offset, storage, storageAddress);
    while (isBusy(outcome)) {
      awaitNotBusy();
      outcome = instructions.storeBlock(Issue.HANDLE, request, offset, storage, storageAddress);
    }
    return errno(outcome);
  }

  /** PCILGI; 0 or a negative errno. */
  int loadMio(long address, int length, Register data) {
    return mioErrno(instructions.load(Issue.MIO, length, address, data));
  }

  /** PCISTGI; 0 or a negative errno. */
  int storeMio(long address, int length, long data) {
    return mioErrno(instructions.store(Issue.MIO, length, address, data));
  }

  /** PCISTBI; 0 or a negative errno. */
  int storeBlockMio(long address, GuestStorage storage, long storageAddress, int length) {
    return mioErrno(instructions.storeBlock(Issue.MIO, length, address, storage, storageAddress));
  }

  /** PCILGI for a system call: 0, the condition code as it is, or -ENXIO. */
  int loadInUser(long address, int length, Register data) {
    return inUser(instructions.load(Issue.MIO, length, address, data));
  }

  /** PCISTGI for a system call: 0, the condition code as it is, or -ENXIO. */
  int storeInUser(long address, int length, long data) {
    return inUser(instructions.store(Issue.MIO, length, address, data));
  }

  /** PCISTBI for a system call: 0, the condition code as it is, or -ENXIO. */
  int storeBlockInUser(long address, GuestStorage user, long userAddress, int length) {
    return inUser(instructions.storeBlock(Issue.MIO, length, address, user, userAddress));
  }

  /** PCIWB. */
  void writeBarrier() {
    instructions.execute(PCIWB);
  }

  private void awaitNotBusy() {
    busyRetries++;
    delay.delay();
  }

  private int mioErrno(int outcome) {
    if (isBusy(outcome)) {
      tap.broken(LinuxRules.MIO_BUSY);
    }
    return errno(outcome);
  }

  private int inUser(int outcome) {
    if (Outcome.isException(outcome)) {
      return -Errno.ENXIO;
    }
    int cc = Outcome.cc(outcome);
    if (cc != 0) {
      tap.broken(LinuxRules.MMIO_CC);
    }
    return cc;
  }

  private static boolean isBusy(int outcome) {
    return !Outcome.isException(outcome) && Outcome.cc(outcome) == Outcome.BUSY;
  }

  private static int errno(int outcome) {
    if (Outcome.isException(outcome)) {
      return -Errno.ENXIO;
    }
    return Outcome.cc(outcome) == Outcome.OK ? 0 : -Errno.EIO;
  }
}
