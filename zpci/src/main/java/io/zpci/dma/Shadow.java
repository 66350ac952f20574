package io.zpci.dma;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What RPCIT took from the tables: per page a frame and whether it may be written. A page is packed
 * as {@link TableWalk#page} packs it; 0 is no page. {@link #get} costs the same however much is
 * mapped, does not allocate, and may be called by any thread while one other changes the shadow.
 * Every other method is that one's. Source: spec zpci 11.4.
 */
final class Shadow {
  /** There is no further page; no page has this address. */
  static final long NONE = -1;

  private static final int SEGMENT_SHIFT = 20;
  private static final int PAGE_SHIFT = 12;
  private static final int FIRST_SLOTS = 64;
  private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

  /** The segments that hold pages, in order: what the one that changes goes by. */
  private final TreeMap<Long, Segment> held = new TreeMap<>();

  /** The same by hash, with emptied ones that wait to be held again: what readers go by. */
  private volatile AtomicReferenceArray<Segment> slots = new AtomicReferenceArray<>(FIRST_SLOTS);

  private int used;

  /** A shadow without a page. */
  Shadow() {}

  /** The page of {@code address}, or 0. */
  long get(long address) {
    Segment segment = find(slots, address >>> SEGMENT_SHIFT);
    return segment == null ? 0 : segment.pages.getAcquire(TableEntry.pageIndex(address));
  }

  /** Sets the page of {@code address}. */
  void put(long address, long page) {
    long number = address >>> SEGMENT_SHIFT;
    Segment segment = find(slots, number);
    if (segment == null) {
      segment = add(number);
    }
    if (segment.pages.getAndSet(TableEntry.pageIndex(address), page) == 0) {
      if (segment.count == 0) {
        held.put(number, segment);
      }
      segment.count++;
    }
  }

  /** Takes away the page of {@code address}. */
  void remove(long address) {
    long number = address >>> SEGMENT_SHIFT;
    Segment segment = find(slots, number);
    if (segment != null && segment.pages.getAndSet(TableEntry.pageIndex(address), 0) != 0) {
      segment.count--;
      if (segment.count == 0) {
        held.remove(number);
      }
    }
  }

  /** The address of the first page in {@code [from, last]}, multiples of a page; else NONE. */
  long next(long from, long last) {
    Map.Entry<Long, Segment> entry = held.ceilingEntry(from >>> SEGMENT_SHIFT);
    while (entry != null) {
      Segment segment = entry.getValue();
      boolean started = segment.number == from >>> SEGMENT_SHIFT;
      for (int i = started ? TableEntry.pageIndex(from) : 0; i < segment.pages.length(); i++) {
        if (segment.pages.getPlain(i) != 0) {
          long found = segment.number << SEGMENT_SHIFT | (long) i << PAGE_SHIFT;
          return Long.compareUnsigned(found, last) <= 0 ? found : NONE;
        }
      }
      entry = held.higherEntry(segment.number);
    }
    return NONE;
  }

  private Segment add(long number) {
    if (used * 2 >= slots.length()) {
      rehash();
    }
    Segment segment = new Segment(number);
    insert(slots, segment);
    used++;
    return segment;
  }

  /** Room for twice of what holds pages; the emptied segments go. Readers keep the old slots. */
  private void rehash() {
    int size = FIRST_SLOTS;
    while (size < held.size() * 4) {
      size *= 2;
    }
    AtomicReferenceArray<Segment> fresh = new AtomicReferenceArray<>(size);
    held.values().forEach(segment -> insert(fresh, segment));
    used = held.size();
    slots = fresh;
  }

  private static void insert(AtomicReferenceArray<Segment> into, Segment segment) {
    int slot = slot(segment.number, into.length());
    while (into.getPlain(slot) != null) {
      slot = (slot + 1) & (into.length() - 1);
    }
    into.setRelease(slot, segment);
  }

  private static @Nullable Segment find(AtomicReferenceArray<Segment> in, long number) {
    int slot = slot(number, in.length());
    while (true) {
      Segment segment = in.getAcquire(slot);
      if (segment == null || segment.number == number) {
        return segment;
      }
      slot = (slot + 1) & (in.length() - 1);
    }
  }

  /** How many slots a look-up of {@code address} looks at. */
  int probes(long address) {
    AtomicReferenceArray<Segment> in = slots;
    int slot = slot(address >>> SEGMENT_SHIFT, in.length());
    int probes = 1;
    for (Segment segment = in.getAcquire(slot);
        segment != null && segment.number != address >>> SEGMENT_SHIFT;
        segment = in.getAcquire(slot)) {
      slot = (slot + 1) & (in.length() - 1);
      probes++;
    }
    return probes;
  }

  private static int slot(long number, int length) {
    return (int) ((number * SPREAD) >>> 32) & (length - 1);
  }

  /** The pages of 1 MiB of I/O addresses. */
  private static final class Segment {
    final long number;
    final AtomicLongArray pages = new AtomicLongArray(TableEntry.PAGE_TABLE_ENTRIES);
    int count;

    Segment(long number) {
      this.number = number;
    }
  }
}
