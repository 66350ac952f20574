package io.zpci.blocks;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Finds the PCISTB of a guest's kernel, while the guest stands still: where it is said to be; else
 * by a System.map, whose distance from the kernel that runs is that of the program-check handler;
 * else everything around that handler that looks like one. The handler's address is in the
 * program-check new PSW, at absolute 0x1d0.
 *
 * <p>What only looks like a PCISTB does no harm: it is a piece of other instructions, and never the
 * first byte of what a CPU fetches. For one thread.
 */
final class PcistbFinder {
  private static final long PROGRAM_NEW_PSW = 0x1d0;
  private static final int PSW_LENGTH = 16;
  private static final int PAGE = 4096;

  /** PSW bits: translation on, in the home space, which is the kernel's whatever CPU it is. */
  private static final long KERNEL_SPACE = 0x0400_c000_0000_0000L;

  /** The most of a kernel that is looked at, below and above its handler. */
  private static final long MOST = 32L << 20;

  /** What is looked at above the handler in any case: it stands at the text's end. */
  private static final long ABOVE = 1L << 20;

  /** How far apart the addresses are that tell how much there is. */
  private static final int STEP = 64 << 10;

  /** What is looked at at once: a little less than the stub's packets hold. */
  private static final int PIECE = (64 << 10) - 64;

  /** The most that are taken for one. */
  private static final int MOST_FOUND = 32;

  private final OptionalLong given;
  private final @Nullable SystemMap map;
  private final GdbstubEvents events;
  private final byte[] code = new byte[GdbPackets.MAX_LENGTH];
  private final MemorySegment codeSegment = MemorySegment.ofArray(code);

  PcistbFinder(OptionalLong given, @Nullable SystemMap map, GdbstubEvents events) {
    this.given = given;
    this.map = map;
    this.events = events;
  }

  /** What was found, and by what. */
  record Found(List<Pcistb> instructions, String by) {}

  /** Finds it; none where there is none, which it has told then. */
  Found find(GdbRemote gdb) throws IOException {
    gdb.readRegisters();
    long mask = gdb.register(GdbRemote.PSW_MASK);
    boolean switched = (mask & KERNEL_SPACE) != KERNEL_SPACE;
    Found found = search(gdb);
    if (found.instructions.isEmpty() && switched) {
      // The CPU was in a program that does not have the kernel in its space.
      gdb.setRegister(GdbRemote.PSW_MASK, mask | KERNEL_SPACE);
      gdb.writeRegisters();
      found = search(gdb);
      gdb.setRegister(GdbRemote.PSW_MASK, mask);
      gdb.writeRegisters();
    }
    if (found.instructions.isEmpty()) {
      events.missing(found.by);
    }
    return found;
  }

  /** Whether {@code pcistb} still stands where it was found. */
  boolean stands(GdbRemote gdb, Pcistb pcistb) throws IOException {
    return gdb.read(pcistb.address(), codeSegment, 0, Pcistb.LENGTH)
        && pcistb.equals(Pcistb.decode(pcistb.address(), code, 0));
  }

  private Found search(GdbRemote gdb) throws IOException {
    List<Pcistb> found = new ArrayList<>();
    String why = "";
    if (given.isPresent()) {
      long address = given.getAsLong();
      if (gdb.read(address, codeSegment, 0, Pcistb.LENGTH)) {
        add(found, Pcistb.decode(address, code, 0));
      }
      if (!found.isEmpty()) {
        return new Found(found, "as given");
      }
      why = "no PCISTB at 0x%x; ".formatted(address);
    }
    long handler = handler(gdb);
    if (handler == 0) {
      return new Found(found, why + "no kernel runs: no program-check new PSW");
    }
    if (map != null) {
      long slide = handler - map.handler();
      if (slide % PAGE == 0) {
        inFunction(gdb, map.start() + slide, map.end() + slide, found);
      }
      if (!found.isEmpty()) {
        return new Found(found, why + "by the System.map, 0x%x from it".formatted(slide));
      }
      why += "the System.map is another kernel's; ";
    }
    around(gdb, handler, found);
    if (found.isEmpty()) {
      why += "no PCISTB around the program-check handler at 0x%x".formatted(handler);
      return new Found(found, why);
    }
    return new Found(found, why + "around the program-check handler at 0x%x".formatted(handler));
  }

  /** The address of the kernel's program-check handler; 0 where there is none. */
  private long handler(GdbRemote gdb) throws IOException {
    boolean absolute = gdb.absolute(true);
    boolean read = gdb.read(PROGRAM_NEW_PSW, codeSegment, 0, PSW_LENGTH);
    if (absolute) {
      gdb.absolute(false);
    }
    long address = 0;
    for (int i = 8; i < PSW_LENGTH; i++) {
      address = (address << 8) | (code[i] & 0xff);
    }
    // A loader's new PSW waits for ever, or leads into the low core itself.
    return read && (address & 1) == 0 && Long.compareUnsigned(address, PAGE) > 0 ? address : 0;
  }

  private void inFunction(GdbRemote gdb, long start, long end, List<Pcistb> found)
      throws IOException {
    int length = (int) (end - start);
    if (!gdb.read(start, codeSegment, 0, length)) {
      return;
    }
    for (int at = 0; at + Pcistb.LENGTH <= length; at += Pcistb.length(code[at])) {
      add(found, Pcistb.decode(start + at, code, at));
    }
  }

  private void around(GdbRemote gdb, long handler, List<Pcistb> found) throws IOException {
    long page = handler & -PAGE;
    long low = edge(gdb, page, -1, MOST);
    long high = edge(gdb, page, 1, ABOVE) + PAGE;
    look(gdb, low, high, found);
    if (found.isEmpty()) {
      look(gdb, high, edge(gdb, high - PAGE, 1, MOST) + PAGE, found);
    }
  }

  /** The last page that can be read from {@code page} on, in big steps and then page by page. */
  private long edge(GdbRemote gdb, long page, int direction, long most) throws IOException {
    long edge = page;
    for (long step = STEP; step >= PAGE; step /= STEP / PAGE) {
      long next = edge + direction * step;
      while ((next - page) * direction <= most && gdb.read(next, codeSegment, 0, 1)) {
        edge = next;
        next += direction * step;
      }
    }
    return edge;
  }

  private void look(GdbRemote gdb, long low, long high, List<Pcistb> found) throws IOException {
    // Pieces overlap, so that one is found that stands across two.
    for (long from = low; from < high; from += PIECE) {
      int length = (int) Math.min(PIECE + Pcistb.LENGTH - 2, high - from);
      if (!gdb.read(from, codeSegment, 0, length)) {
        continue;
      }
      for (int at = 0; at + Pcistb.LENGTH <= length; at += 2) {
        // The kernel's has no displacement beyond 12 bits.
        if (code[at + 4] == 0) {
          add(found, Pcistb.decode(from + at, code, at));
        }
      }
    }
  }

  private static void add(List<Pcistb> found, @Nullable Pcistb pcistb) {
    if (pcistb != null && found.size() < MOST_FOUND) {
      found.add(pcistb);
    }
  }
}
