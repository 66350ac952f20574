package io.zpci.machine;

import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Issued;
import io.zpci.workload.Sequences;
import io.zpci.workload.Shrinker;
import io.zpci.workload.Shrunk;
import io.zpci.workload.SimplerAccesses;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one generated sequence after the other until one fails, and shrinks that one to the shortest
 * that fails in the same way.
 */
public final class Fuzz {
  private Fuzz() {}

  /**
   * A sequence that failed.
   *
   * @param seed what it was generated from
   * @param first where it failed
   * @param shrunk the shortest part of it, with the simplest operations, that fails with the same
   *     {@link FailureSignature}
   * @param failure where that one fails
   */
  public record Found(
      long seed, SequenceFailure first, Shrunk<Issued> shrunk, SequenceFailure failure) {}

  /**
   * What came of it.
   *
   * @param runs how many sequences were run, the one that failed included
   * @param found the one that failed; null where none did
   */
  public record Result(int runs, @Nullable Found found) {}

  /**
   * Runs the sequences of {@code seed}, {@code seed + 1} and so on.
   *
   * @param runs how many at most
   * @param attempts how often a sequence that failed may be run again to shrink it
   * @param done is told how many have been run, after each
   */
  public static Result run(
      SequenceRunner runner,
      Sequences sequences,
      long seed,
      int runs,
      int attempts,
      LongConsumer done) {
    for (int i = 0; i < runs; i++) {
      List<Issued> sequence = sequences.of(seed + i);
      SequenceFailure failure = runner.run(sequence);
      if (failure != null) {
        return new Result(i + 1, shrink(runner, seed + i, sequence, failure, attempts));
      }
      done.accept(i + 1);
    }
    return new Result(runs, null);
  }

  private static Found shrink(
      SequenceRunner runner,
      long seed,
      List<Issued> sequence,
      SequenceFailure first,
      int attempts) {
    Shrunk<Issued> shrunk = shrink(runner, sequence, first, attempts);
    SequenceFailure failure = runner.run(shrunk.elements());
    if (failure == null) {
      throw notRepeated(first);
    }
    return new Found(seed, first, shrunk, failure);
  }

  /**
   * The shortest part of {@code sequence} that fails as {@code failure} says: what came behind it
   * goes first, so that the operation that failed is kept as long as it can be.
   *
   * @param attempts how often the sequence, or a part of it, may be run
   * @throws IllegalStateException where {@code sequence} does not fail so every time
   */
  public static Shrunk<Issued> shrink(
      SequenceRunner runner, List<Issued> sequence, SequenceFailure failure, int attempts) {
    FailureSignature signature = failure.signature();
    List<Issued> upToIt = sequence.subList(0, Math.min(failure.index() + 1, sequence.size()));
    try {
      return new Shrinker<>(new SimplerAccesses(), attempts)
          .shrink(upToIt, part -> isSame(runner.run(part), signature));
    } catch (IllegalArgumentException e) {
      IllegalStateException changed = notRepeated(failure);
      changed.initCause(e);
      throw changed;
    }
  }

  private static IllegalStateException notRepeated(SequenceFailure failure) {
    return new IllegalStateException(
        "the same sequence failed once and did not fail again; what stands between must be made"
            + " anew for each run: "
            + failure.describe());
  }

  private static boolean isSame(@Nullable SequenceFailure failure, FailureSignature signature) {
    return failure != null && failure.signature().equals(signature);
  }
}
