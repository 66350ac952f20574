package io.zpci.nativedriver;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The way from C to Java of one load. Every call has four longs and answers one. Nothing is ever
 * thrown through C: the first throwable of a run is kept, C gets the call's own kind of failure,
 * and who called the driver throws it once C has returned. Until then accesses are not done any
 * more.
 */
final class Upcalls {
  private static final MethodType CALL =
      MethodType.methodType(long.class, long.class, long.class, long.class, long.class);
  private static final FunctionDescriptor C_CALL =
      FunctionDescriptor.of(
          NativeLayouts.C_LONG,
          NativeLayouts.C_LONG,
          NativeLayouts.C_LONG,
          NativeLayouts.C_LONG,
          NativeLayouts.C_LONG);

  private final Libc libc;
  private final Arena arena;
  private final Pointers pointers;
  private final MethodHandles.Lookup lookup = MethodHandles.lookup();
  private @Nullable Thread running;
  private String function = "";
  private int depth;
  private @Nullable Throwable first;
  private @Nullable Call failed;
  private final long[] arguments = new long[4];

  /** Stubs live as long as {@code arena}. */
  Upcalls(Libc libc, Arena arena, Pointers pointers) {
    this.libc = libc;
    this.arena = arena;
    this.pointers = pointers;
  }

  /** A stub for {@code call}, which {@code target} does by its method {@code method}. */
  long stub(Call call, Object target, String method) {
    try {
      MethodHandle done =
          MethodHandles.privateLookupIn(target.getClass(), lookup).bind(target, method, CALL);
      MethodHandle refused =
          MethodHandles.dropArguments(
              MethodHandles.constant(long.class, call.kind().answer()), 0, CALL.parameterList());
      MethodHandle admits =
          lookup.bind(
              this,
              call.kind().refused() ? "admitsAccess" : "admits",
              MethodType.methodType(boolean.class));
      MethodHandle keep =
          lookup
              .findVirtual(
                  Upcalls.class, "keep", CALL.insertParameterTypes(0, Call.class, Throwable.class))
              .bindTo(this)
              .bindTo(call);
      MethodHandle guarded =
          MethodHandles.catchException(
              MethodHandles.guardWithTest(
                  MethodHandles.dropArguments(admits, 0, CALL.parameterList()), done, refused),
              Throwable.class,
              keep);
      return libc.stub(guarded, C_CALL, arena);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(call + " by " + method, e);
    }
  }

  /** Whether the driver's own thread calls. */
  boolean admits() {
    if (!Thread.currentThread().equals(running)) {
      throw new Misuse("called on a thread of the driver's own");
    }
    return true;
  }

  /** The same, and nothing has gone wrong in this run. */
  boolean admitsAccess() {
    return admits() && first == null;
  }

  /** Keeps the first. */
  long keep(Call call, Throwable thrown, long a, long b, long c, long d) {
    if (first == null) {
      first = thrown;
      failed = call;
      arguments[0] = a;
      arguments[1] = b;
      arguments[2] = c;
      arguments[3] = d;
    }
    return call.kind().answer();
  }

  /**
   * C runs from now on, in {@code name}.
   *
   * @return the function that ran before, to be given to {@link #leave}
   * @throws IllegalStateException where another thread runs it
   */
  String enter(String name) {
    Thread thread = Thread.currentThread();
    if (depth > 0 && !thread.equals(running)) {
      throw new IllegalStateException(name + ": another thread is in " + function);
    }
    pointers.run(thread);
    running = thread;
    depth++;
    String before = function;
    function = name;
    return before;
  }

  /** C has returned. */
  void leave(String before) {
    function = before;
    if (--depth == 0) {
      running = null;
    }
  }

  /**
   * Fails while C runs.
   *
   * @throws IllegalStateException with the function that it is in
   */
  void mustBeIdle(String what) {
    if (depth > 0) {
      throw new IllegalStateException(what + ": the driver is in " + function);
    }
  }

  /** Throws what the run that ends with {@code name} has kept. */
  void check(String name) {
    Throwable kept = first;
    Call call = failed;
    if (kept == null || call == null) {
      return;
    }
    first = null;
    failed = null;
    String text = call.text(pointers, arguments);
    if (kept instanceof Misuse misuse) {
      throw new MisusedCall(name, text, misuse);
    }
    kept.addSuppressed(new IllegalStateException("in " + name + ": " + text));
    if (kept instanceof Error error) {
      throw error;
    }
    throw kept instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(name + ": " + text, kept);
  }

  /** A table entry for each call. */
  static void fill(MemorySegment table, long at, long[] stubs) {
    for (int i = 0; i < stubs.length; i++) {
      table.set(NativeLayouts.LONG, at + (long) Long.BYTES * i, stubs[i]);
    }
  }
}
