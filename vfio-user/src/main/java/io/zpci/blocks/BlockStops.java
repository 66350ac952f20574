package io.zpci.blocks;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Request;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done while a guest stands still at a breakpoint: its PCISTB is executed here, where the
 * function is one of ours, and by QEMU where not. For one thread.
 */
final class BlockStops {
  private static final int MOST_LENGTH = 0xffff;

  /** PSW bits: translation, and in which address space. */
  private static final long SPACE = 0x0400_c000_0000_0000L;

  private static final long TRANSLATION = 0x0400_0000_0000_0000L;
  private static final long PROBLEM_STATE = 0x0001_0000_0000_0000L;
  private static final long ADDRESSING_64 = 0x0000_0001_8000_0000L;
  private static final int CONDITION_CODE = 44;

  /** Storage below this is each CPU's own. */
  private static final long LOW_CORE = 0x2000;

  /** No space: translation is never off in one that is known. */
  private static final long NOWHERE = 0;

  private final GuestBlocks[] guests;
  private final PcistbFinder finder;
  private final GdbstubEvents events;

  private final ProgramInterrupt interrupt = new ProgramInterrupt();
  private final MemorySegment data = MemorySegment.ofArray(new byte[MOST_LENGTH]);
  private final MemorySegment translated = MemorySegment.ofArray(new byte[MOST_LENGTH]);

  private List<Pcistb> found = List.of();

  /** Whether what was found may be another guest's by now. */
  private boolean distrusted;

  /** The address space, as a PSW says it, in which the kernel's addresses are absolute ones. */
  private long identity = NOWHERE;

  BlockStops(List<? extends GuestBlocks> guests, PcistbFinder finder, GdbstubEvents events) {
    this.guests = guests.toArray(GuestBlocks[]::new);
    this.finder = finder;
    this.events = events;
  }

  /** Whether there are breakpoints. */
  boolean any() {
    return !found.isEmpty();
  }

  /** A stub that has no breakpoints. */
  void forget() {
    found = List.of();
    distrust();
  }

  /** The guest may have begun anew. */
  void distrust() {
    distrusted = true;
    identity = NOWHERE;
  }

  /** Puts breakpoints where the guest's PCISTB is; those that are right stay. */
  void find(GdbRemote gdb) throws IOException {
    if (any() && standing(gdb)) {
      distrusted = false;
      return;
    }
    for (Pcistb each : found) {
      gdb.removeBreakpoint(each.address());
    }
    forget();
    PcistbFinder.Found now = finder.find(gdb);
    List<Pcistb> set = new ArrayList<>();
    StringBuilder where = new StringBuilder();
    for (Pcistb each : now.instructions()) {
      if (gdb.setBreakpoint(each.address())) {
        set.add(each);
        where.append("0x").append(Long.toHexString(each.address())).append(", ");
      } else {
        events.missing("no breakpoint can be set at 0x" + Long.toHexString(each.address()));
      }
    }
    found = set;
    if (any()) {
      distrusted = false;
      events.found(where + now.by());
    }
  }

  private boolean standing(GdbRemote gdb) throws IOException {
    for (Pcistb each : found) {
      if (!finder.stands(gdb, each)) {
        return false;
      }
    }
    return true;
  }

  /**
   * A vCPU stopped. What it is to go on with is sent with what is sent next, which is to let it
   * run.
   */
  void stopped(GdbRemote gdb) throws IOException {
    gdb.readRegisters();
    Pcistb pcistb = at(gdb.register(GdbRemote.PSW_ADDRESS));
    if (pcistb == null) {
      return;
    }
    long mask = gdb.register(GdbRemote.PSW_MASK);
    if ((mask & PROBLEM_STATE) != 0) {
      // A breakpoint is an address in every space: a program may have anything there.
      executeByQemu(gdb, pcistb);
      return;
    }
    if (distrusted && !trust(gdb, pcistb)) {
      return;
    }
    long request = gdb.register(GdbRemote.GENERAL_0 + pcistb.r1());
    GuestBlocks guest = serving(Request.handle(request));
    if (guest == null || (mask & ADDRESSING_64) != ADDRESSING_64) {
      executeByQemu(gdb, pcistb);
      return;
    }
    long address = pcistb.displacement();
    if (pcistb.base() != 0) {
      address += gdb.register(GdbRemote.GENERAL_0 + pcistb.base());
    }
    if (!read(gdb, guest, mask & SPACE, address, Request.length(request))) {
      // Its access exception is QEMU's to make.
      executeByQemu(gdb, pcistb);
      return;
    }
    long offset = gdb.register(GdbRemote.GENERAL_0 + pcistb.r3());
    int outcome = guest.storeBlock(request, offset, address, data, 0);
    if (Outcome.isException(outcome)) {
      refuse(gdb, pcistb, mask, outcome);
      events.refused(
          "block of %d bytes at 0x%x: %s"
              .formatted(Request.length(request), offset, Outcome.describe(outcome)));
    } else {
      finish(gdb, pcistb, mask, request, outcome);
    }
  }

  private static void finish(GdbRemote gdb, Pcistb pcistb, long mask, long request, int outcome) {
    long code = (long) Outcome.cc(outcome) << CONDITION_CODE;
    long after = (mask & ~(3L << CONDITION_CODE)) | code;
    if (after != mask) {
      gdb.setRegister(GdbRemote.PSW_MASK, after);
    }
    if (Outcome.hasStatus(outcome)) {
      gdb.setRegister(GdbRemote.GENERAL_0 + pcistb.r1(), Request.after(request, outcome));
    }
    gdb.setRegister(GdbRemote.PSW_ADDRESS, pcistb.address() + Pcistb.LENGTH);
  }

  /** The guest gets its exception; QEMU, whose rules are others, might execute pieces. */
  private void refuse(GdbRemote gdb, Pcistb pcistb, long mask, int outcome) throws IOException {
    long next = pcistb.address() + Pcistb.LENGTH;
    ProgramInterruption interruption = Outcome.interruption(outcome);
    if (!interrupt.make(gdb, interruption, Pcistb.LENGTH, mask, next)) {
      executeByQemu(gdb, pcistb);
    }
  }

  /** QEMU would stop at a breakpoint again, so it is away for one instruction. */
  private static void executeByQemu(GdbRemote gdb, Pcistb pcistb) throws IOException {
    gdb.removeBreakpoint(pcistb.address());
    gdb.step();
    gdb.setBreakpoint(pcistb.address());
  }

  private @Nullable Pcistb at(long address) {
    for (int i = 0; i < found.size(); i++) {
      if (found.get(i).address() == address) {
        return found.get(i);
      }
    }
    return null;
  }

  private @Nullable GuestBlocks serving(int handle) {
    for (GuestBlocks guest : guests) {
      if (guest.serves(handle)) {
        return guest;
      }
    }
    return null;
  }

  /**
   * A guest that began anew may have anything at an old address; a PCISTB that it executes is one.
   */
  private boolean trust(GdbRemote gdb, Pcistb pcistb) throws IOException {
    if (finder.stands(gdb, pcistb)) {
      distrusted = false;
      return true;
    }
    gdb.removeBreakpoint(pcistb.address());
    List<Pcistb> rest = new ArrayList<>(found);
    rest.remove(pcistb);
    found = rest;
    events.missing("no PCISTB at 0x%x any more".formatted(pcistb.address()));
    return false;
  }

  /**
   * Reads the operand: from the guest's mapped storage where the kernel's addresses are absolute
   * ones, which is not believed before one block was the same both ways.
   */
  private boolean read(GdbRemote gdb, GuestBlocks guest, long space, long address, int length)
      throws IOException {
    if (length == 0) {
      return true;
    }
    boolean mapped =
        Long.compareUnsigned(address, LOW_CORE) >= 0 && guest.read(address, data, 0, length);
    if (mapped && space == identity) {
      return true;
    }
    if (!gdb.read(address, translated, 0, length)) {
      return false;
    }
    if (mapped && (space & TRANSLATION) != 0 && telling(length)) {
      identity = space;
    }
    MemorySegment.copy(translated, 0, data, 0, length);
    return true;
  }

  /** Whether both ways gave the same, and not only zeros, which stand in many places. */
  private boolean telling(int length) {
    if (MemorySegment.mismatch(translated, 0, length, data, 0, length) >= 0) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (data.get(ValueLayout.JAVA_BYTE, i) != 0) {
        return true;
      }
    }
    return false;
  }
}
