package io.zpci.linux;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * The generic layer's I/O addresses, in pages ({@code iova.c}): from the top down, naturally
 * aligned, below the area given last as long as there is room. Areas of up to 32 pages are rounded
 * up to a power of two; freed, they go into the cache of their size, and the one freed last is
 * given first. One CPU has the caches, for there is one; a depot never shrinks, for Linux does that
 * after a hundred seconds and there is no clock here. Source: Linux {@code drivers/iommu/iova.c}
 * since 6.7; the recordings show the order from the top.
 */
final class IovaDomain {
  private static final long ANCHOR = Long.MAX_VALUE;
  private static final long NONE = -1;
  private static final long FIRST = 1;
  private static final long FOUR_GIB = (1L << 32) / Pages.PAGE;

  /** Areas of 2^0 to 2^5 pages are cached. */
  private static final int ORDERS = 6;

  /** First page of each area to its last one. */
  private final TreeMap<Long, Long> areas = new TreeMap<>();

  private final Cache[] caches = new Cache[ORDERS];
  private final long limit;
  private long cached = ANCHOR;

  /**
   * All free from page {@code start} to page {@code end}, both included.
   *
   * @param limit the last page that the tables reach
   */
  IovaDomain(long start, long end, long limit) {
    this.limit = limit;
    if (start > 0) {
      areas.put(0L, start - 1);
    }
    if (end < limit) {
      areas.put(end + 1, limit);
    }
    for (int order = 0; order < ORDERS; order++) {
      caches[order] = new Cache();
    }
  }

  /** Takes {@code size} pages: the first one, or 0 where there is no room. */
  long allocate(long size) {
    long rounded = size < 1L << (ORDERS - 1) ? 1L << order(size) : size;
    int order = order(rounded);
    long first = order < ORDERS ? caches[order].pop() : 0;
    if (first == 0) {
      first = carve(rounded);
    }
    if (first == 0) {
      for (Cache cache : caches) {
        cache.drain();
      }
      first = carve(rounded);
    }
    return first;
  }

  /** Gives back what {@link #allocate} gave for {@code size} pages. */
  void free(long first, long size) {
    int order = order(size);
    if (order < ORDERS) {
      caches[order].push(first);
    } else {
      erase(first);
    }
  }

  /** The least n with 2^n of {@code size} pages or more. */
  private static int order(long size) {
    return Long.SIZE - Long.numberOfLeadingZeros(size - 1);
  }

  /** A new area from the area given last downwards; then, once, from the top. */
  private long carve(long size) {
    long mask = -1L << order(size);
    long from = cached;
    long lowest = FIRST;
    long above = from == ANCHOR ? 0 : areas.getOrDefault(from, NONE) + 1;
    while (true) {
      long first = carve(size, mask, from, lowest);
      if (first != 0) {
        return first;
      }
      if (lowest != FIRST || above > limit) {
        return 0;
      }
      from = ANCHOR;
      lowest = above;
    }
  }

  private long carve(long size, long mask, long from, long lowest) {
    long high = limit + 1;
    long current = from;
    long last;
    long first;
    do {
      high = Math.min(high, current);
      first = (high - size) & mask;
      Map.Entry<Long, Long> below = areas.lowerEntry(current);
      current = below == null ? NONE : below.getKey();
      last = below == null ? NONE : below.getValue();
    } while (current != NONE && first <= last && first >= lowest);
    if (high < size || first < lowest) {
      return 0;
    }
    areas.put(first, first + size - 1);
    if (first + size - 1 >= FOUR_GIB) {
      cached = first;
    }
    return first;
  }

  private void erase(long first) {
    if (areas.remove(first) != null && first >= cached) {
      Long next = areas.higherKey(first);
      cached = next == null ? ANCHOR : next;
    }
  }

  /** Two magazines and a depot of full ones, as one CPU has them. */
  private final class Cache {
    private static final int MAGAZINE = 127;

    private Deque<Long> loaded = new ArrayDeque<>();
    private Deque<Long> previous = new ArrayDeque<>();
    private final Deque<Deque<Long>> depot = new ArrayDeque<>();

    private Cache() {}

    void push(long first) {
      if (loaded.size() == MAGAZINE) {
        if (previous.size() == MAGAZINE) {
          depot.push(loaded);
          loaded = new ArrayDeque<>();
        } else {
          swap();
        }
      }
      loaded.push(first);
    }

    long pop() {
      if (loaded.isEmpty()) {
        if (!previous.isEmpty()) {
          swap();
        } else if (!depot.isEmpty()) {
          loaded = depot.pop();
        }
      }
      return loaded.isEmpty() ? 0 : loaded.pop();
    }

    /** Everything goes back to the tree. */
    void drain() {
      loaded.descendingIterator().forEachRemaining(IovaDomain.this::erase);
      previous.descendingIterator().forEachRemaining(IovaDomain.this::erase);
      loaded.clear();
      previous.clear();
      while (!depot.isEmpty()) {
        depot.pop().descendingIterator().forEachRemaining(IovaDomain.this::erase);
      }
    }

    private void swap() {
      Deque<Long> full = loaded;
      loaded = previous;
      previous = full;
    }
  }
}
