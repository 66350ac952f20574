package io.zpci.firmware;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Status;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.MemoryFunction;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.BrokenRules;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A machine to put raw operands into: one strict function with MIO at index 1, one relaxed function
 * without MIO at index 2, both enabled memory, and 64 KiB of storage from {@link #STORAGE} on. It
 * keeps the rules that were broken.
 */
final class Bench {
  static final long STORAGE = 0x20000;
  static final int STORAGE_SIZE = 0x10000;

  static final int PRIVILEGED = Outcome.exception(ProgramInterruption.PRIVILEGED_OPERATION);
  static final int OPERATION = Outcome.exception(ProgramInterruption.OPERATION);
  static final int SPECIFICATION = Outcome.exception(ProgramInterruption.SPECIFICATION);
  static final int OPERAND = Outcome.exception(ProgramInterruption.OPERAND);
  static final int ADDRESSING = Outcome.exception(ProgramInterruption.ADDRESSING);
  static final int BLOCKED = Outcome.error(Status.BLOCKED);
  static final int INVALID_SPACE = Outcome.error(Status.INVAL_AS);

  /** A handle that no function has. */
  static final int UNKNOWN = FunctionHandle.ENABLE | 0x777;

  final BrokenRules broken = new BrokenRules();
  final Firmware firmware;
  final MemoryFunction strict = MemoryFunction.memory();
  final MemoryFunction relaxed =
      new MemoryFunction(
          new FunctionFacts(
              "relaxed",
              0x1014,
              0x04ed,
              5,
              0x1c0,
              List.of(1L << 48, 0L, 0x1000L, 0L, 0L, 0L),
              BlockClass.RELAXED,
              4096,
              false,
              1,
              null,
              256));
  final FunctionEntry strictEntry;
  final FunctionEntry relaxedEntry;
  final GuestStorage storage =
      new GuestStorage(STORAGE, MemorySegment.ofArray(new long[STORAGE_SIZE / 8]));
  final Register loaded = new Register();

  Bench() {
    this(FirmwareRules.DEFAULT);
  }

  Bench(FirmwareRules rules) {
    firmware = new Firmware(rules, broken);
    strictEntry = firmware.plug(strict, 0x11, 0x1);
    relaxedEntry = firmware.plug(relaxed, 0x22, 0x2);
    strictEntry.enable();
    relaxedEntry.enable();
    for (long at = STORAGE; at < STORAGE + STORAGE_SIZE; at += 8) {
      storage.putLong(at, 0x0001020304050607L + 0x0808080808080808L * (((at - STORAGE) / 8) % 31));
    }
  }

  /** PCILG from the strict function. */
  int load(int space, int length, long offset) {
    return firmware.load(
        Issue.HANDLE, Request.of(strictEntry.handle(), space, length), offset, loaded);
  }

  /** PCISTG to the strict function. */
  int store(int space, int length, long offset, long value) {
    return firmware.store(
        Issue.HANDLE, Request.of(strictEntry.handle(), space, length), offset, value);
  }

  /** PCISTB to {@code entry}. */
  int block(FunctionEntry entry, int space, int length, long offset, long from) {
    return firmware.storeBlock(
        Issue.HANDLE, Request.of(entry.handle(), space, length), offset, storage, from);
  }

  /** PCILGI. */
  int loadMio(int length, long address) {
    return firmware.load(Issue.MIO, length, address, loaded);
  }

  /** PCISTGI. */
  int storeMio(int length, long address, long value) {
    return firmware.store(Issue.MIO, length, address, value);
  }

  /** PCISTBI. */
  int blockMio(int length, long address, long from) {
    return firmware.storeBlock(Issue.MIO, length, address, storage, from);
  }

  /** The MIO address of an offset in a BAR of the strict function. */
  long mio(int bar, long offset) {
    return strictEntry.mioAddresses().get(bar) + offset;
  }

  /** What the strict function holds, without the firmware. */
  long inside(int space, long offset, int length) {
    return inside(strict, space, offset, length);
  }

  /** What a function holds, without the firmware. */
  long inside(MemoryFunction function, int space, long offset, int length) {
    Register register = new Register();
    function.load(space, offset, length, register);
    return register.get();
  }

  /** The ids of the rules broken since the last call. */
  List<String> broken() {
    return broken.take();
  }

  /** An MIO address in the slot of a function that is not plugged. */
  static long emptySlot() {
    return MioAddress.owned(400, AddressSpace.BAR_MAX);
  }

  /** A relaxed function without MIO whose blocks have at most {@code maxStoreBlock} bytes. */
  static MemoryFunction relaxedUpTo(int maxStoreBlock) {
    return new MemoryFunction(
        new FunctionFacts(
            "relaxed",
            1,
            2,
            0,
            0,
            List.of(0x10000L, 0L, 0L, 0L, 0L, 0L),
            BlockClass.RELAXED,
            maxStoreBlock,
            false,
            0,
            null,
            256));
  }
}
