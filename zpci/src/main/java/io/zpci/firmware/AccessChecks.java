package io.zpci.firmware;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Rule;
import io.zpci.arch.Status;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;

/**
 * The checks of loads, stores and blocks for a function that was found, from its state to its
 * space's end. Source: spec zpci 4.1 to 4.3; the order is {@link FirmwareChecks}'.
 */
final class AccessChecks {
  private static final int PAGE = 4096;
  private static final int DOUBLEWORD = 8;
  private static final int WORD = 4;

  private final Tap tap;
  private final long singleBoundary;

  AccessChecks(FirmwareRules rules, Tap tap) {
    this.tap = tap;
    this.singleBoundary =
        switch (rules.singleAccess()) {
          case DOUBLEWORD -> DOUBLEWORD;
          case PAGE -> PAGE;
          case NONE -> 0;
        };
  }

  /** A load or store of {@code length} bytes; {@link Outcome#OK} where nothing is broken. */
  int single(FunctionEntry entry, int space, long offset, int length) {
    if (entry.state().refusesAccess()) {
      return refuse(FirmwareChecks.R_29, Status.BLOCKED);
    }
    if (space == AddressSpace.CONFIG) {
      if ((length != 1 && length != 2 && length != 4) || (offset & (WORD - 1)) + length > WORD) {
        return refuse(FirmwareChecks.R_26, ProgramInterruption.OPERAND);
      }
    } else if (AddressSpace.isBar(space)) {
      boolean crosses =
          singleBoundary != 0 && (offset & (singleBoundary - 1)) + length > singleBoundary;
      if (length == 0 || length > DOUBLEWORD || crosses) {
        return refuse(FirmwareChecks.R_14, ProgramInterruption.OPERAND);
      }
      if (Integer.bitCount(length) != 1) {
        return refuse(FirmwareChecks.SINGLE_LENGTH, ProgramInterruption.OPERAND);
      }
    } else {
      return refuse(FirmwareChecks.R_27, Status.INVAL_AS);
    }
    return checkEnd(entry, space, offset, length);
  }

  /** A block of {@code length} bytes; {@link Outcome#OK} where nothing is broken. */
  int block(
      FunctionEntry entry,
      int space,
      long offset,
      int length,
      GuestStorage storage,
      long storageAddress) {
    if (entry.state().refusesAccess()) {
      return refuse(FirmwareChecks.R_29, Status.BLOCKED);
    }
    if (!AddressSpace.isBar(space)) {
      return refuse(FirmwareChecks.R_27, Status.INVAL_AS);
    }
    int refused =
        entry.relaxed()
            ? checkRelaxed(entry, offset, length)
            : checkStrict(entry, offset, length, storageAddress);
    if (refused == Outcome.OK) {
      refused = checkEnd(entry, space, offset, length);
    }
    if (refused == Outcome.OK && !storage.contains(storageAddress, length)) {
      refused = refuse(FirmwareChecks.STORAGE, ProgramInterruption.ADDRESSING);
    }
    return refused;
  }

  private int checkStrict(FunctionEntry entry, long offset, int length, long storageAddress) {
    if (offset % DOUBLEWORD != 0) {
      return refuse(FirmwareChecks.PCISTB_OFFSET, ProgramInterruption.SPECIFICATION);
    }
    if (length <= DOUBLEWORD || length % DOUBLEWORD != 0 || length > entry.maxStoreBlock()) {
      return refuse(FirmwareChecks.PCISTB_LENGTH, ProgramInterruption.SPECIFICATION);
    }
    if (crossesPage(offset, length)) {
      return refuse(FirmwareChecks.PCISTB_PAGE, ProgramInterruption.SPECIFICATION);
    }
    if (storageAddress % DOUBLEWORD != 0) {
      return refuse(FirmwareChecks.PCISTB_STORAGE, ProgramInterruption.SPECIFICATION);
    }
    return Outcome.OK;
  }

  private int checkRelaxed(FunctionEntry entry, long offset, int length) {
    if (length == 0 || length > entry.maxStoreBlock() || length > PAGE) {
      return refuse(FirmwareChecks.R_04, ProgramInterruption.SPECIFICATION);
    }
    if (crossesPage(offset, length)) {
      return refuse(FirmwareChecks.R_05, ProgramInterruption.SPECIFICATION);
    }
    return Outcome.OK;
  }

  private int checkEnd(FunctionEntry entry, int space, long offset, int length) {
    long size = entry.spaceSize(space);
    if (offset < 0 || offset > size - length) {
      return refuse(FirmwareChecks.R_32, ProgramInterruption.OPERAND);
    }
    return Outcome.OK;
  }

  private static boolean crossesPage(long offset, int length) {
    return (offset & (PAGE - 1)) + length > PAGE;
  }

  private int refuse(Rule rule, ProgramInterruption interruption) {
    tap.broken(rule);
    return Outcome.exception(interruption);
  }

  private int refuse(Rule rule, int status) {
    tap.broken(rule);
    return Outcome.error(status);
  }
}
