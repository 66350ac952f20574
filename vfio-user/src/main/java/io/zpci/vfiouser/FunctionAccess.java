package io.zpci.vfiouser;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.firmware.FunctionEntry;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * The instructions that a served function gets: PCILG, PCISTG and PCISTB with its handle as it is
 * now, told to whoever listens. One thread at a time; whoever calls holds the machine's lock.
 * Nothing allocates.
 */
final class FunctionAccess {
  private static final int PAGE = 4096;

  /** The longest block that a request register can name. */
  private static final int MAX_LENGTH = 0xffff;

  /**
   * How often cc 2 is answered by another try: a device that stays busy shall not block a socket.
   */
  private static final int TRIES = 100;

  private final PciInstructions instructions;
  private final FunctionEntry entry;
  private final FunctionEvents events;
  private final Register loaded = new Register();

  /** Where the second operand of a PCISTB stands: at the place in a page that it had. */
  private final GuestStorage operand =
      new GuestStorage(0, MemorySegment.ofArray(new long[(PAGE + MAX_LENGTH + 1) / Long.BYTES]));

  FunctionAccess(PciInstructions instructions, FunctionEntry entry, FunctionEvents events) {
    this.instructions = instructions;
    this.entry = entry;
    this.events = events;
  }

  /** One PCILG whose bytes go to {@code target} where it is done; an {@link Outcome}. */
  int load(int space, long offset, int length, MemorySegment target, long at) {
    long request = Request.of(entry.handle(), space, length);
    int outcome = instructions.load(Issue.HANDLE, request, offset, loaded);
    for (int i = 1; outcome == Outcome.BUSY && i < TRIES; i++) {
      outcome = instructions.load(Issue.HANDLE, request, offset, loaded);
    }
    long value = outcome == Outcome.OK ? loaded.get() : 0;
    if (outcome == Outcome.OK) {
      Layouts.putImage(target, at, length, value);
    }
    events.loaded(space, offset, length, value, outcome);
    return outcome;
  }

  /** One PCISTG of the bytes at {@code at}; an {@link Outcome}. */
  int store(int space, long offset, int length, MemorySegment source, long at) {
    long request = Request.of(entry.handle(), space, length);
    long value = Layouts.getImage(source, at, length);
    events.storing(space, offset, length, value);
    int outcome = instructions.store(Issue.HANDLE, request, offset, value);
    for (int i = 1; outcome == Outcome.BUSY && i < TRIES; i++) {
      outcome = instructions.store(Issue.HANDLE, request, offset, value);
    }
    events.stored(outcome);
    return outcome;
  }

  /**
   * One PCISTB of the bytes at {@code at}; an {@link Outcome}.
   *
   * @param length from 0 to 0xffff; another one no request can name: a specification exception
   */
  int storeBlock(int space, long offset, long length, MemorySegment source, long at) {
    if (length < 0 || length > MAX_LENGTH) {
      return Outcome.exception(ProgramInterruption.SPECIFICATION);
    }
    return storeBlock(Request.of(0, space, (int) length), offset, 0, source, at);
  }

  /**
   * One PCISTB as a guest issued it, for this function whatever its handle; an {@link Outcome}.
   *
   * @param address the guest's address of the second operand, whose place in a page counts
   */
  int storeBlock(long request, long offset, long address, MemorySegment source, long at) {
    int length = Request.length(request);
    if (at < 0 || at > source.byteSize() - length) {
      return Outcome.exception(ProgramInterruption.ADDRESSING);
    }
    int space = Request.space(request);
    long from = address & (PAGE - 1);
    MemorySegment.copy(source, at, operand.segment(), from, length);
    long ours = (request & 0xffff_ffffL) | (long) entry.handle() << 32;
    events.storingBlock(space, offset, operand.segment(), from, length);
    int outcome = instructions.storeBlock(Issue.HANDLE, ours, offset, operand, from);
    for (int i = 1; outcome == Outcome.BUSY && i < TRIES; i++) {
      outcome = instructions.storeBlock(Issue.HANDLE, ours, offset, operand, from);
    }
    events.stored(outcome);
    return outcome;
  }

  /** Bytes of {@code space}; 0 where there is nothing. */
  long size(int space) {
    return space == AddressSpace.CONFIG ? entry.facts().configSize() : entry.facts().barSize(space);
  }
}
