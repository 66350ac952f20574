package io.zpci.trace;

import io.zpci.arch.Rule;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Sees what crosses each boundary. Decorators ({@link TappedInstructions}, {@link TappedFunction}
 * and those of other modules) call {@link #enter} and {@link #exit} around a port; hands call
 * {@link #broken} for a rule that an access breaks. Calls nest: what happens between enter and exit
 * was caused by it. One tap serves one thread.
 */
public interface Tap {
  /** Sees nothing. */
  Tap NONE = new NoOp();

  /**
   * An operation enters {@code hand}.
   *
   * @param offset in the space; that of an MIO operation is taken from its address
   * @param data where the bytes that go down stand, or where those that come up will stand; null
   *     where {@code value} carries them
   * @param at offset of the bytes in {@code data}
   * @param value the register of a single store
   */
  void enter(
      Hand hand,
      Operation operation,
      int space,
      long offset,
      int length,
      @Nullable MemorySegment data,
      long at,
      long value);

  /**
   * The operation entered last leaves its hand.
   *
   * @param result for an instruction or an access to a function its {@link io.zpci.arch.Outcome};
   *     for a region access bytes done or a negative errno; for a kernel call 0 or a negative errno
   * @param value the register that a single load gave
   */
  void exit(long result, long value);

  /**
   * The operation under way breaks {@code rule}: what its reaction is has been decided by who calls
   * this.
   */
  void broken(Rule rule);

  /** What happens now costs a crossing of {@code kind}. */
  void cost(Cost kind);

  /** See {@link Tap#NONE}; a tap that sees a part of it all overrides that part. */
  class NoOp implements Tap {
    /** Sees nothing. */
    protected NoOp() {}

    @Override
    public void enter(
        Hand hand,
        Operation operation,
        int space,
        long offset,
        int length,
        @Nullable MemorySegment data,
        long at,
        long value) {}

    @Override
    public void exit(long result, long value) {}

    @Override
    public void broken(Rule rule) {}

    @Override
    public void cost(Cost kind) {}
  }
}
