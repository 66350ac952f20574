package io.zpci.diff;

import io.zpci.machine.RouteStart;
import io.zpci.machine.RunListener;
import io.zpci.verdict.FailureSignature;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two runs side by side, operation by operation.
 *
 * @param left route and versions of the left one
 * @param right route and versions of the right one
 * @param leftOperations how many the left one has
 * @param rightOperations how many the right one has
 * @param same how many are on both sides and fare the same
 * @param first the first that does not; null where all do
 * @param causes all that do not, by cause: the most frequent first, of as frequent ones the one
 *     that comes first
 */
public record RunDiff(
    RouteStart left,
    RouteStart right,
    int leftOperations,
    int rightOperations,
    int same,
    @Nullable Divergence first,
    List<Cause> causes) {
  public RunDiff {
    causes = List.copyOf(causes);
  }

  /**
   * Divergences of one kind.
   *
   * @param left verdict, hand and rule on the left; see {@link Divergence#leftSignature}
   * @param right the same on the right
   * @param aspects in what operations differ that have the same verdict, hand and rule on both
   *     sides; empty where these differ
   * @param parting where the hands part; null where that cannot be said
   * @param lines of the operations, in order
   */
  public record Cause(
      FailureSignature left,
      FailureSignature right,
      Set<Aspect> aspects,
      @Nullable Parting parting,
      List<Integer> lines) {
    public Cause {
      aspects = Aspect.setOf(aspects);
      lines = List.copyOf(lines);
    }

    /** How many operations. */
    public int count() {
      return lines.size();
    }
  }

  /** Whether every operation is on both sides and fares the same. */
  public boolean isSame() {
    return first == null;
  }

  /** How many operations fare differently, or are on one side alone. */
  public int different() {
    return causes.stream().mapToInt(Cause::count).sum();
  }

  /**
   * Compares two runs. Each tells one route and its operations to the listener that it is given, in
   * a thread of its own; neither is kept. Operations are held against each other by their lines,
   * those of one line in their order.
   *
   * @throws IllegalArgumentException where a run has no route, or more than one
   */
  public static RunDiff of(Consumer<RunListener> left, Consumer<RunListener> right) {
    try (RunningSide lefts = new RunningSide("left", left);
        RunningSide rights = new RunningSide("right", right)) {
      RouteStart leftStart = lefts.start();
      RouteStart rightStart = rights.start();
      return new Comparing(lefts, rights).compare(leftStart, rightStart);
    }
  }

  /** What one kind of divergence is known by. */
  private record Key(
      FailureSignature left,
      FailureSignature right,
      Set<Aspect> aspects,
      @Nullable Parting parting) {
    static Key of(Divergence divergence) {
      FailureSignature left = divergence.leftSignature();
      FailureSignature right = divergence.rightSignature();
      Set<Aspect> aspects = left.equals(right) ? divergence.aspects() : Set.of();
      return new Key(left, right, aspects, divergence.parting());
    }
  }

  /** Where an operation stands: its line, and how many operations of that line came before. */
  private static final class Cursor {
    private final RunningSide side;
    private @Nullable Operated operated;
    private int nth;
    private int count;

    Cursor(RunningSide side) {
      this.side = side;
      this.operated = side.next();
    }

    void advance() {
      int line = operated == null ? 0 : operated.line();
      count++;
      operated = side.next();
      nth = operated != null && operated.line() == line ? nth + 1 : 0;
    }

    /** Negative where this stands before {@code other}. */
    int compareTo(Cursor other) {
      Operated one = operated;
      Operated two = other.operated;
      if (one == null || two == null) {
        return Boolean.compare(one == null, two == null);
      }
      int byLine = Integer.compare(one.line(), two.line());
      return byLine != 0 ? byLine : Integer.compare(nth, other.nth);
    }
  }

  private static final class Comparing {
    private final Cursor left;
    private final Cursor right;
    private final Map<Key, List<Integer>> causes = new LinkedHashMap<>();
    private @Nullable Divergence first;
    private int same;

    Comparing(RunningSide left, RunningSide right) {
      this.left = new Cursor(left);
      this.right = new Cursor(right);
    }

    RunDiff compare(RouteStart leftStart, RouteStart rightStart) {
      Divergence divergence;
      while (left.operated != null || right.operated != null) {
        divergence = step(left.operated, right.operated);
        if (divergence == null) {
          same++;
          continue;
        }
        if (first == null) {
          first = divergence;
        }
        causes.computeIfAbsent(Key.of(divergence), key -> new ArrayList<>()).add(divergence.line());
      }
      List<Cause> all = new ArrayList<>();
      causes.forEach((key, lines) ->
          all.add(new Cause(key.left(), key.right(), key.aspects(), key.parting(), lines)));
      all.sort(Comparator.comparingInt(Cause::count).reversed());
      return new RunDiff(leftStart, rightStart, left.count, right.count, same, first, all);
    }

    private @Nullable Divergence step(@Nullable Operated one, @Nullable Operated other) {
      int order = left.compareTo(right);
      if (one != null && (other == null || order < 0)) {
        left.advance();
        return Divergence.onlyLeft(one);
      }
      if (other != null && (one == null || order > 0)) {
        right.advance();
        return Divergence.onlyRight(other);
      }
      left.advance();
      right.advance();
      return one == null || other == null ? null : Divergence.between(one, other);
    }
  }
}
