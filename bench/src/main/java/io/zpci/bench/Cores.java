package io.zpci.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/**
 * Which cores the calling thread may run on. A process that it starts may run on the same ones, and
 * a thread too. Source: sched_setaffinity(2), of Linux.
 */
final class Cores {
  /** Bytes of a mask: as many cores as any Linux is built for. */
  private static final int MASK = 1024;

  /** In the place of a thread's id. */
  private static final int CALLING = 0;

  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG;

  private Cores() {}

  /** A thread on one core, until it closes this itself: then it may run where it might before. */
  static final class Pinned implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment before = mask(arena);

    private Pinned(int core) {
      MemorySegment only = arena.allocate(MASK, Long.BYTES);
      only.setAtIndex(WORD, core / Long.SIZE, 1L << core);
      call("sched_setaffinity", only);
    }

    @Override
    public void close() {
      call("sched_setaffinity", before);
      arena.close();
    }
  }

  /** The cores that the calling thread may run on, ascending. */
  static List<Integer> allowed() {
    List<Integer> cores = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = mask(arena);
      for (int core = 0; core < MASK * Byte.SIZE; core++) {
        if ((mask.getAtIndex(WORD, core / Long.SIZE) & 1L << core) != 0) {
          cores.add(core);
        }
      }
    }
    return cores;
  }

  /** Has the calling thread run on {@code core} alone, one of {@link #allowed}. */
  static Pinned pin(int core) {
    return new Pinned(core);
  }

  private static MemorySegment mask(Arena arena) {
    MemorySegment mask = arena.allocate(MASK, Long.BYTES);
    call("sched_getaffinity", mask);
    return mask;
  }

  @SuppressWarnings("restricted") // two calls of the C library
  private static void call(String name, MemorySegment mask) {
    Linker linker = Linker.nativeLinker();
    MethodHandle function =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow(name),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS));
    int result;
    try {
      result = (int) function.invokeExact(CALLING, (long) MASK, mask);
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
    if (result < 0) {
      throw new IllegalStateException(name + " failed");
    }
  }
}
