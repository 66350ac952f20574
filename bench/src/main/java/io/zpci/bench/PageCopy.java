package io.zpci.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A copy of bytes from one page to another: what a move is compared with. */
final class PageCopy {
  private static final int PAGE = 4096;

  private final MemorySegment from;
  private final MemorySegment to;

  /** Two pages of {@code arena}, the first one filled. */
  PageCopy(Arena arena) {
    from = arena.allocate(PAGE, PAGE);
    to = arena.allocate(PAGE, PAGE);
    Contents.fill(from);
  }

  /** Copies {@code length} bytes; the last of them, as it arrived. */
  byte copy(int length) {
    MemorySegment.copy(from, 0, to, 0, length);
    return to.get(ValueLayout.JAVA_BYTE, length - 1L);
  }
}
