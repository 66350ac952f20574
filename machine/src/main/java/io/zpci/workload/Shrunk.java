package io.zpci.workload;

import java.util.List;

/**
 * What became of a list that was shrunk.
 *
 * @param elements the shortest that was found; it fails as the first did
 * @param runs how often the question was asked whether a list still fails
 * @param minimal whether nothing can be taken away: without any one element it fails no more, and
 *     with a simpler one in the place of any it fails no more, or fails without the others. False
 *     where the runs ran out
 */
public record Shrunk<T>(List<T> elements, int runs, boolean minimal) {
  public Shrunk {
    elements = List.copyOf(elements);
  }
}
