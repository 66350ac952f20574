package io.zpci.dma;

import io.zpci.storage.GuestStorage;

/**
 * One RPCIT's work: walks a range, brings the shadow in line with what the walk finds, and tells
 * {@link Mappings}. Where accesses go by the tables and nobody is told there is no use for a
 * shadow: nothing is kept, and the walk alone is left, for the errors it finds. Consecutive unmaps
 * are gathered and handed on as naturally aligned powers of two, always before the next map.
 * Source: spec zpci 11.4; spec passthrough e.2.
 */
final class Refresh {
  private static final long PAGE = TableWalk.PAGE;

  private final GuestStorage tables;
  private final long iota;
  private final Shadow shadow;
  private final Mappings mappings;
  private final boolean skips;
  private final boolean keeps;
  private final boolean forgets;

  private long gathered;
  private long gatheredSize;
  private boolean freed;
  private boolean refused;
  private long failing;
  private long walks;

  /** Of one anchor, whose shadow it works on. */
  Refresh(Anchor anchor, Mappings mappings) {
    this.tables = anchor.tables;
    this.iota = anchor.iota;
    this.shadow = anchor.shadow;
    this.mappings = mappings;
    this.skips = anchor.rules.passes() == DmaRules.Passes.TWO;
    this.forgets = anchor.rules.invalidEntry() == DmaRules.InvalidEntry.FORGOTTEN;
    this.keeps = anchor.rules.model() == DmaRules.Model.SHADOW || !mappings.equals(Mappings.NONE);
  }

  /**
   * Walks {@code [start, end)} once; 0 or the PEC that the walk ended with. Tables repeat
   * themselves above what they reach: once all of that was absent so is the rest, without a walk.
   * Where nothing is kept it need not have been absent.
   */
  int pass(long start, long end) {
    freed = false;
    refused = false;
    long reach = TableWalk.reach(iota);
    long idleSince = start;
    long address = start;
    while (Long.compareUnsigned(address, end) < 0) {
      if (reach != 0 && Long.compareUnsigned(address - idleSince, reach) >= 0) {
        unmap(address & -PAGE, (end - 1) & -PAGE);
        break;
      }
      long result = TableWalk.find(tables, iota, address);
      walks++;
      int code = TableWalk.code(result);
      if (code != 0) {
        failing = address;
        handOn();
        return code;
      }
      // To the end of what was found: so the last page can lie past the end in part.
      long size = TableWalk.size(result);
      long next = (address & -size) + size;
      long last = last(next, end);
      boolean goesOn = take(result, address & -PAGE, last);
      if (!goesOn || next == 0) {
        break;
      }
      address = next;
      if (keeps && (result & TableWalk.PRESENT) != 0) {
        idleSince = next;
      }
    }
    handOn();
    return 0;
  }

  /** How many walks all passes took. */
  long walks() {
    return walks;
  }

  /** Whether the last pass was refused a mapping. */
  boolean refused() {
    return refused;
  }

  /** Whether the last pass unmapped anything. */
  boolean freed() {
    return freed;
  }

  /** Where the last pass's walk failed. */
  long failing() {
    return failing;
  }

  /** Unmaps every page in {@code [first, last]}. */
  void unmap(long first, long last) {
    long page = shadow.next(first, last);
    while (page != Shadow.NONE) {
      shadow.remove(page);
      gather(page);
      page = page == last ? Shadow.NONE : shadow.next(page + PAGE, last);
    }
  }

  /** Forgets every page in {@code [first, last]}. */
  private void forget(long first, long last) {
    long page = shadow.next(first, last);
    while (page != Shadow.NONE) {
      shadow.remove(page);
      mappings.forget(page, PAGE);
      freed = true;
      page = page == last ? Shadow.NONE : shadow.next(page + PAGE, last);
    }
  }

  /** Hands on the unmaps that were gathered. */
  void handOn() {
    while (gatheredSize != 0) {
      long block = Long.highestOneBit(gatheredSize);
      long alignment = Long.lowestOneBit(gathered);
      if (alignment > 0) {
        block = Math.min(block, alignment);
      }
      mappings.unmap(gathered, block);
      gathered += block;
      gatheredSize -= block;
    }
  }

  private static long last(long next, long end) {
    long found = next - 1;
    long wanted = end - 1;
    return (Long.compareUnsigned(found, wanted) < 0 ? found : wanted) & -PAGE;
  }

  /** Takes over the pages in {@code [first, last]}; false where the pass ends here. */
  private boolean take(long result, long first, long last) {
    if (!keeps) {
      return true;
    }
    if ((result & TableWalk.PRESENT) == 0) {
      if (forgets && TableWalk.size(result) > PAGE) {
        forget(first, last);
      } else {
        unmap(first, last);
      }
      return true;
    }
    for (long page = first; ; page += PAGE) {
      if (!map(page, TableWalk.page(result, page))) {
        refused = true;
        if (!skips) {
          return false;
        }
      }
      if (page == last) {
        return true;
      }
    }
  }

  /** False where there was no mapping left for the page. */
  private boolean map(long address, long page) {
    long old = shadow.get(address);
    if (old == page) {
      return true;
    }
    handOn();
    if (mappings.exhausted()) {
      return false;
    }
    long frame = TableWalk.frame(page);
    boolean writable = (page & TableWalk.WRITABLE) != 0;
    // Gone before it is changed: nothing is reached by an old translation once it is unmapped.
    shadow.remove(address);
    boolean mapped =
        old == 0
            ? mappings.map(address, frame, PAGE, writable)
            : mappings.replace(address, frame, PAGE, writable);
    if (mapped) {
      shadow.put(address, page);
    } else {
      freed |= old != 0;
    }
    return mapped;
  }

  private void gather(long page) {
    if (gatheredSize == 0 || gathered + gatheredSize != page) {
      handOn();
      gathered = page;
    }
    gatheredSize += PAGE;
    freed = true;
  }
}
