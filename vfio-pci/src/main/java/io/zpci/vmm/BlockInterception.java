package io.zpci.vmm;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Rule;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import io.zpci.vmm.QemuVersion.Acceptance;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * PCISTB from the checks of its offset on: alignment, length, region, operand, pieces of 8. Source:
 * spec passthrough e.2 to e.4; spec zpci 4.3.
 */
final class BlockInterception {
  private static final int STEP = 8;
  private static final int PAGE = 4096;
  private static final int QEMU_BUFFER = 128;
  private static final int SPECIFICATION = Outcome.exception(ProgramInterruption.SPECIFICATION);
  private static final int OPERAND = Outcome.exception(ProgramInterruption.OPERAND);
  private static final int ADDRESSING = Outcome.exception(ProgramInterruption.ADDRESSING);

  private final QemuVersion version;
  private final ByteOrder hostOrder;
  private final boolean slotsInHostOrder;
  private final int maxStoreBlock;
  private final @Nullable BlockOperation operation;
  private final BarMap bars;
  private final MemorySegment block;
  private final Tap tap;

  /**
   * @param maxStoreBlock the group's maxstbl in bytes
   * @param operation what a prototype does with a block; null for the strict class
   */
  BlockInterception(
      QemuVersion version,
      ByteOrder hostOrder,
      int maxStoreBlock,
      @Nullable BlockOperation operation,
      BarMap bars,
      Tap tap) {
    this.version = version;
    this.hostOrder = hostOrder;
    this.slotsInHostOrder = !version.piecesReversed() && hostOrder == ByteOrder.LITTLE_ENDIAN;
    this.maxStoreBlock = maxStoreBlock;
    this.operation = operation;
    this.bars = bars;
    this.block = Arena.ofAuto().allocate(Math.max(maxStoreBlock, STEP), STEP);
    this.tap = tap;
  }

  /** The block of {@code length} bytes at {@code offset} of {@code space}, a BAR. */
  int storeBlock(int space, long offset, int length, GuestStorage storage, long storageAddress) {
    return operation == null
        ? strict(space, offset, length, storage, storageAddress)
        : relaxed(operation, space, offset, length, storage, storageAddress);
  }

  private int strict(
      int space, long offset, int length, GuestStorage storage, long storageAddress) {
    int outcome = checkStrict(offset, length, storageAddress);
    return outcome == Outcome.OK ? write(space, offset, length, storage, storageAddress) : outcome;
  }

  private int checkStrict(long offset, int length, long storageAddress) {
    if ((offset & (STEP - 1)) != 0) {
      return refuse(QemuRules.PCISTB_OFFSET, SPECIFICATION);
    }
    if (length <= STEP || (length & (STEP - 1)) != 0) {
      return refuse(QemuRules.PCISTB_LENGTH, SPECIFICATION);
    }
    if (length > maxStoreBlock) {
      return refuse(QemuRules.PCISTB_MAXSTBL, SPECIFICATION);
    }
    if (crossesPage(offset, length)) {
      return refuse(QemuRules.PCISTB_BOUNDARY, SPECIFICATION);
    }
    if ((storageAddress & (STEP - 1)) != 0) {
      return refuse(QemuRules.PCISTB_STORAGE, SPECIFICATION);
    }
    if (length > QEMU_BUFFER) {
      tap.broken(QemuRules.PCISTB_BUFFER);
    }
    return Outcome.OK;
  }

  private int relaxed(
      BlockOperation prototype,
      int space,
      long offset,
      int length,
      GuestStorage storage,
      long storageAddress) {
    if (length == 0 || length > maxStoreBlock) {
      return refuse(QemuRules.RELAXED_LENGTH, SPECIFICATION);
    }
    if (crossesPage(offset, length)) {
      return refuse(QemuRules.PCISTB_BOUNDARY, SPECIFICATION);
    }
    if (!storage.contains(storageAddress, length)) {
      return refuse(QemuRules.PCISTB_OPERAND, ADDRESSING);
    }
    return prototype.storeBlock(space, offset, length, storage, storageAddress);
  }

  private static boolean crossesPage(long offset, int length) {
    return (offset & (PAGE - 1)) + length > PAGE;
  }

  private int write(int space, long offset, int length, GuestStorage storage, long storageAddress) {
    BarRegion region =
        bars.choose(
            space, offset, length, QemuRules.PCISTB_ABSENT_BAR, QemuRules.PCISTB_BEYOND_BAR);
    if (region == null) {
      return OPERAND;
    }
    long address = offset - region.start();
    Rule unmet = unmetByRegion(region, address, length);
    if (unmet != null) {
      return refuse(unmet, OPERAND);
    }
    if (!storage.contains(storageAddress, length)) {
      return refuse(QemuRules.PCISTB_OPERAND, ADDRESSING);
    }
    MemorySegment.copy(storage.segment(), storage.offset(storageAddress), block, 0, length);
    bars.tellDropped(region);
    for (int done = 0; done < length; done += STEP) {
      long image = block.get(Layouts.LONG, done);
      long slot = slotsInHostOrder ? Long.reverseBytes(image) : image;
      MemoryCore.write(region, address + done, STEP, slot, hostOrder);
    }
    return Outcome.OK;
  }

  private @Nullable Rule unmetByRegion(BarRegion region, long address, int length) {
    if (version.acceptance() == Acceptance.WHOLE_LENGTH) {
      return MemoryCore.accepts(region, address, length) ? null : QemuRules.PCISTB_WHOLE;
    }
    if ((length & (STEP - 1)) != 0) {
      return QemuRules.PCISTB_STEPS;
    }
    for (int done = 0; done < length; done += STEP) {
      if (!MemoryCore.accepts(region, address + done, STEP)) {
        return QemuRules.PCISTB_STEPS;
      }
    }
    return null;
  }

  private int refuse(Rule rule, int outcome) {
    tap.broken(rule);
    return outcome;
  }
}
