package io.zpci.workload;

import java.util.List;

/**
 * What is simpler than an element of a list that is shrunk.
 *
 * @param <T> of the elements
 */
@FunctionalInterface
public interface Simplifier<T> {
  /**
   * Elements that are simpler than {@code element}, the one that would please most first.
   *
   * <p>Guarantees: the same element gives the same answer, and following any of the answers again
   * and again ends with an element that has none.
   */
  List<T> simpler(T element);

  /** Elements that are as simple as they come. */
  static <T> Simplifier<T> none() {
    return element -> List.of();
  }
}
