package io.zpci.machine;

import io.zpci.route.LparRoute;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Issued;
import io.zpci.workload.Shrinker;
import io.zpci.workload.Shrunk;
import io.zpci.workload.SimplerAccesses;
import io.zpci.workload.Simplifier;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Shrinks a sequence of operations to the shortest that still has an operation which fails in the
 * same way. Operations before it may fail in other ways.
 *
 * <p>Then each operation is made as simple as can be, as long as the one that fails fares without a
 * VMM as it did there: a block that only the VMM refuses does not become one that everybody does.
 */
public final class SequenceShrink {
  private final SequenceRunner runner;
  private final List<Issued> sequence;

  /** Shrinks {@code sequence} on {@code runner}'s route, versions and device. */
  public SequenceShrink(SequenceRunner runner, List<Issued> sequence) {
    this.runner = runner;
    this.sequence = List.copyOf(sequence);
  }

  /**
   * The shortest sequence.
   *
   * @param runner of route, versions and device that it fails with
   * @param first where the whole sequence failed so
   * @param shrunk what is left; its last operation is the one that fails
   * @param failure of that one
   * @param alone whether none of the others fails, in whatever way
   */
  public record Shortest(
      SequenceRunner runner,
      SequenceFailure first,
      Shrunk<Issued> shrunk,
      SequenceFailure failure,
      boolean alone) {}

  /** The first operation whose failure is {@code wanted}; null where there is none. */
  public @Nullable SequenceFailure first(Predicate<FailureSignature> wanted) {
    return runner.failing(only(wanted)).run(sequence);
  }

  /**
   * The shortest sequence with an operation that fails as {@code failure} says.
   *
   * @param attempts how often a part may be run
   * @param watcher is told of each run
   * @throws IllegalArgumentException where no operation fails so
   */
  public Shortest shrink(FailureSignature failure, int attempts, Shrinker.Watcher watcher) {
    SequenceRunner only = runner.failing(only(failure::equals));
    SequenceFailure first = only.run(sequence);
    if (first == null) {
      throw new IllegalArgumentException("no operation was " + failure.describe());
    }
    Shrunk<Issued> part =
        new Shrinker<Issued>(Simplifier.none(), attempts)
            .watchedBy(watcher)
            .shrink(sequence.subList(0, first.index() + 1), each -> only.run(each) != null);
    Shrunk<Issued> shrunk = simpler(only, part, attempts, watcher);
    List<Issued> left = upToFailure(only, shrunk.elements());
    SequenceFailure last = only.run(left);
    SequenceFailure any = runner.failing(SequenceRun.Criterion.NOT_WHOLE).run(left);
    if (last == null || any == null) {
      throw new IllegalStateException("the same part failed and then did not");
    }
    return new Shortest(
        runner,
        first,
        new Shrunk<>(left, shrunk.runs(), shrunk.minimal()),
        last,
        any.index() == last.index());
  }

  /** The same operations, simpler; those that nobody wants to try any more as they are. */
  private Shrunk<Issued> simpler(
      SequenceRunner only, Shrunk<Issued> part, int attempts, Shrinker.Watcher watcher) {
    int before = part.runs();
    if (!part.minimal() || before >= attempts) {
      return new Shrunk<>(part.elements(), before, false);
    }
    SequenceRunner direct = new SequenceRunner(new LparRoute(), runner.stack(), runner.device());
    FailureSignature without = last(direct, upToFailure(only, part.elements()));
    Shrunk<Issued> simpler =
        new Shrinker<>(new SimplerAccesses(), attempts - before)
            .watchedBy((runs, left) -> watcher.goesOn(before + runs, left))
            .shrink(
                part.elements(),
                each -> {
                  SequenceFailure failure = only.run(each);
                  return failure != null
                      && last(direct, each.subList(0, failure.index() + 1)).equals(without);
                });
    return new Shrunk<>(simpler.elements(), before + simpler.runs(), simpler.minimal());
  }

  /** Only where the runs ran out is there anything behind the operation that fails. */
  private static List<Issued> upToFailure(SequenceRunner only, List<Issued> part) {
    SequenceFailure failure = only.run(part);
    return failure == null ? part : part.subList(0, failure.index() + 1);
  }

  /** What becomes of the last operation. */
  private static FailureSignature last(SequenceRunner on, List<Issued> part) {
    return on.onItsRoute(run -> {
      part.subList(0, part.size() - 1).forEach(run::judge);
      return IssuedOperations.was(run, part.getLast());
    });
  }

  private static SequenceRun.Criterion only(Predicate<FailureSignature> wanted) {
    return (issued, told, judgement) ->
        SequenceRun.Criterion.NOT_WHOLE.fails(issued, told, judgement)
            && wanted.test(FailureSignature.of(judgement));
  }
}
