package io.zpci.workload;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the shortest part of a list that still fails, and makes what is left of it simpler. The
 * list is cut by delta debugging (ddmin; Zeller and Hildebrandt, 2002): halves, quarters and so on
 * are left out as long as the rest fails. Then each element gives way to a simpler one, until none
 * does any more. A simpler one counts only where all the others are still needed: else it would
 * fail for a reason of its own, and what was looked for would be lost.
 *
 * <p>Guarantees: the same list and the same answers give the same result; the elements stay in
 * order; no list is asked for twice; there is an end after the given number of runs. An element is
 * a value: {@code equals} and {@code hashCode} tell lists apart.
 *
 * @param <T> of the elements
 */
public final class Shrinker<T> {
  /** Runs that are enough for two of a thousand operations many times over. */
  public static final int RUNS = 5000;

  private final Simplifier<T> simplifier;
  private final int runs;
  private final Watcher watcher;

  /** Who follows a shrinking, and may end it early. */
  @FunctionalInterface
  public interface Watcher {
    /** Nobody. */
    Watcher NONE = (runs, left) -> true;

    /**
     * Another list is about to be tried; the first is not asked about.
     *
     * @param runs how many have been tried
     * @param left how many elements the shortest has that is known to fail
     * @return whether to go on; if not, the shortest so far is the result
     */
    boolean goesOn(int runs, int left);
  }

  /**
   * A shrinker.
   *
   * @param simplifier what is simpler than an element
   * @param runs how often it may ask whether a list fails, at least 1
   */
  public Shrinker(Simplifier<T> simplifier, int runs) {
    this(simplifier, runs, Watcher.NONE);
  }

  private Shrinker(Simplifier<T> simplifier, int runs, Watcher watcher) {
    if (runs < 1) {
      throw new IllegalArgumentException("at least 1 run was expected, got " + runs);
    }
    this.simplifier = simplifier;
    this.runs = runs;
    this.watcher = watcher;
  }

  /** The same, followed by {@code follower}. */
  public Shrinker<T> watchedBy(Watcher follower) {
    return new Shrinker<>(simplifier, runs, follower);
  }

  /**
   * The shortest and simplest that is found.
   *
   * @param failing a list that fails
   * @param fails whether a list fails in the same way: who asks only whether it fails may get
   *     another failure than the one he had. Each call stands for itself; the empty list is asked
   *     too
   * @throws IllegalArgumentException where {@code failing} does not fail: then it does not fail
   *     every time, and nothing can be said of its parts
   */
  public Shrunk<T> shrink(List<T> failing, Predicate<List<T>> fails) {
    Asked asked = new Asked(fails, failing.size());
    if (!asked.fails(failing)) {
      throw new IllegalArgumentException("a list that fails was expected; this one does not");
    }
    List<T> before;
    List<T> now = minimise(List.copyOf(failing), asked);
    do {
      before = now;
      now = simplify(now, asked);
    } while (!now.equals(before) && !asked.spent);
    return new Shrunk<>(now, asked.count, !asked.spent);
  }

  /** ddmin, looking at what is left when a part goes. */
  private List<T> minimise(List<T> start, Asked asked) {
    List<T> now = start;
    int parts = 2;
    if (!now.isEmpty() && asked.fails(List.of())) {
      asked.left = 0;
      return List.of();
    }
    while (now.size() > 1 && !asked.spent) {
      List<T> rest = firstRest(now, parts, asked);
      if (rest != null) {
        now = rest;
        asked.left = rest.size();
        parts = Math.max(parts - 1, 2);
      } else if (parts < now.size()) {
        parts = Math.min(2 * parts, now.size());
      } else {
        break;
      }
    }
    return now;
  }

  /** What fails of {@code now} without one of {@code parts} parts; null where nothing does. */
  private @Nullable List<T> firstRest(List<T> now, int parts, Asked asked) {
    int count = Math.min(parts, now.size());
    // What broke last is behind what it needed: the front goes first.
    for (int part = 0; part < count && !asked.spent; part++) {
      int from = (int) ((long) now.size() * part / count);
      int to = (int) ((long) now.size() * (part + 1) / count);
      List<T> rest = new ArrayList<>(now.subList(0, from));
      rest.addAll(now.subList(to, now.size()));
      if (asked.fails(rest)) {
        return List.copyOf(rest);
      }
    }
    return null;
  }

  private List<T> simplify(List<T> start, Asked asked) {
    List<T> now = new ArrayList<>(start);
    for (int i = 0; i < now.size() && !asked.spent; i++) {
      while (simplifyOne(now, i, asked)) {
        // until nothing simpler than this element fails
      }
    }
    return List.copyOf(now);
  }

  private boolean simplifyOne(List<T> now, int index, Asked asked) {
    T element = now.get(index);
    for (T simpler : simplifier.simpler(element)) {
      now.set(index, simpler);
      if (asked.fails(now) && othersAreNeeded(now, index, asked)) {
        return true;
      }
    }
    now.set(index, element);
    return false;
  }

  private boolean othersAreNeeded(List<T> now, int index, Asked asked) {
    for (int i = 0; i < now.size(); i++) {
      List<T> rest = new ArrayList<>(now);
      rest.remove(i);
      if (i != index && asked.fails(rest)) {
        return false;
      }
    }
    return !asked.spent;
  }

  /** The question, its answers and how often it was asked. */
  private final class Asked {
    private final Predicate<List<T>> predicate;
    private final Map<List<T>, Boolean> answers = new HashMap<>();
    private int count;
    private int left;
    private boolean spent;

    Asked(Predicate<List<T>> predicate, int left) {
      this.predicate = predicate;
      this.left = left;
    }

    /** Where the runs are spent, or nobody wants to go on, nothing fails any more. */
    boolean fails(List<T> list) {
      List<T> key = List.copyOf(list);
      Boolean known = answers.get(key);
      if (known != null) {
        return known;
      }
      // The first one is always tried: without its answer there is no shortest so far.
      if (count == runs || (count > 0 && !spent && !watcher.goesOn(count, left))) {
        spent = true;
      }
      if (spent) {
        return false;
      }
      count++;
      boolean answer = predicate.test(key);
      answers.put(key, answer);
      return answer;
    }
  }
}
