package io.zpci.dma;

import io.zpci.arch.Pec;
import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A function's I/O address space: the anchor that MPCIFC registered, what RPCIT refreshed, and the
 * function's DMA through it. By {@link DmaRules} a translation comes from the tables as they are or
 * from the shadow.
 *
 * <p>Guarantees: nothing is ever read or written outside a mapping; an access is done whole or not
 * at all; a failing one is told to {@link DmaFaults} once, with the exact address of the failing
 * piece; accesses do not allocate and cost the same however much is mapped. Any thread may access
 * while one other refreshes; an access to several pages that a refresh overtakes ends at the page
 * that is gone, and what had found its page before that was taken away may still be under way when
 * the refresh ends. Where nothing is registered an access goes nowhere and answers 0.
 *
 * <p>Unverified: an access that starts at or below pal and runs above it is dropped or fails as a
 * whole; a frame outside the storage fails as a page that is not mapped; with direct mapping the
 * range pba to pal holds as it does with tables; a walk error of live tables has its own PEC, as it
 * has at RPCIT. Source: spec zpci 4.4, 11.
 */
public final class DmaSpace implements Dma {
  /** {@link #refresh} found no mapping left. */
  public static final int EXHAUSTED = -1;

  private final DmaRules rules;
  private final Mappings mappings;
  private final DmaFaults faults;
  private volatile @Nullable Anchor anchor;

  /** The anchor while addresses are translated, else none: all that an access looks at here. */
  private volatile @Nullable Anchor reached;

  private boolean translating = true;

  /**
   * A space with nothing registered, in which addresses are translated.
   *
   * @param mappings told of what a refresh changes
   * @param faults told of failures
   */
  public DmaSpace(DmaRules rules, Mappings mappings, DmaFaults faults) {
    this.rules = rules;
    this.mappings = mappings;
    this.faults = faults;
  }

  /** The rules. */
  public DmaRules rules() {
    return rules;
  }

  /**
   * Whether the function's state lets addresses be translated from now on. Where it does not, an
   * access goes nowhere: nothing is transferred, no fault is raised, and the answer is 0.
   */
  public synchronized void translate(boolean on) {
    translating = on;
    reached = on ? anchor : null;
  }

  private synchronized void anchor(@Nullable Anchor next) {
    anchor = next;
    reached = translating ? next : null;
  }

  /** Whether an anchor is registered. */
  public boolean registered() {
    return anchor != null;
  }

  /** The first registered address, rounded down to a page; 0 where nothing is registered. */
  public long pba() {
    Anchor now = anchor;
    return now == null ? 0 : now.pba;
  }

  /** The last registered address, rounded up to a page's last byte; 0 where nothing is. */
  public long pal() {
    Anchor now = anchor;
    return now == null ? 0 : now.pal;
  }

  /** The registered anchor; 0 where nothing is registered. */
  public long iota() {
    Anchor now = anchor;
    return now == null ? 0 : now.iota;
  }

  /**
   * Whether {@link #register} would take these operands: the range is not inverted and inside
   * {@code start} to {@code end}, the designation is taken, or no translation is allowed. An anchor
   * of frames or of a page table is never taken.
   */
  public boolean accepts(long newPba, long newPal, long newIota) {
    long first = firstOf(newPba);
    long last = lastOf(newPal);
    if (Long.compareUnsigned(first, last) > 0
        || Long.compareUnsigned(first, rules.start()) < 0
        || Long.compareUnsigned(last, rules.end()) > 0) {
      return false;
    }
    int designation = Iota.designation(newIota);
    return Iota.translates(newIota)
        ? designation <= Iota.REGION_FIRST_TABLE
            && (rules.designations() & 0x80 >> designation) != 0
        : rules.relaxed();
  }

  /**
   * Registers an anchor.
   *
   * @param tables what its addresses, those of the tables and those of frames are addresses in
   * @throws IllegalArgumentException where {@link #accepts} answers false
   * @throws IllegalStateException where one is registered
   */
  public void register(GuestStorage tables, long newPba, long newPal, long newIota) {
    if (!accepts(newPba, newPal, newIota)) {
      throw new IllegalArgumentException(
          "pba 0x%x, pal 0x%x, iota 0x%x".formatted(newPba, newPal, newIota));
    }
    if (anchor != null) {
      throw new IllegalStateException("an anchor is registered");
    }
    anchor(new Anchor(rules, tables, firstOf(newPba), lastOf(newPal), newIota));
  }

  /** Forgets the anchor; all of the shadow is unmapped. */
  public void deregister() {
    Anchor old = anchor;
    anchor(null);
    if (old != null) {
      Refresh rest = new Refresh(old, mappings);
      rest.unmap(0, -TableWalk.PAGE);
      rest.handOn();
    }
  }

  /**
   * RPCIT of {@code [start, start + length)}: checks the range, walks, and brings shadow and {@link
   * Mappings} in line; live tables with {@link Mappings#NONE} have neither, and are walked for
   * their errors alone. A failure is told to {@link DmaFaults}. Without an anchor, or with one that
   * does not translate, it fails with {@link Pec#INVALID_AS}.
   *
   * <p>The end is not included, and it wraps. A page that the range touches is refreshed whole.
   * What was done before a walk error stays done. Of the page that has no mapping left, the old
   * translation stays.
   *
   * @return 0, {@link #EXHAUSTED}, or the PEC that was raised
   */
  public int refresh(long start, long length) {
    Anchor now = anchor;
    if (now == null || !Iota.translates(now.iota)) {
      return raised(Pec.INVALID_AS, start);
    }
    long end = start + length;
    if (Long.compareUnsigned(end, now.pba) < 0 || Long.compareUnsigned(start, now.pal) > 0) {
      return raised(Pec.OUT_OF_RANGE, start);
    }
    boolean clamped = rules.range() == DmaRules.Range.CLAMPED;
    long from = clamped && Long.compareUnsigned(start, now.pba) < 0 ? now.pba : start;
    long to = clamped && Long.compareUnsigned(end - 1, now.pal) > 0 ? now.pal + 1 : end;
    return length == 0 ? 0 : refresh(new Refresh(now, mappings), from, to);
  }

  private int refresh(Refresh refresh, long from, long to) {
    int code = refresh.pass(from, to);
    boolean again = rules.passes() == DmaRules.Passes.TWO && refresh.refused() && refresh.freed();
    if (code == 0 && again) {
      code = refresh.pass(from, to);
    }
    if (code != 0) {
      return raised(code, refresh.failing());
    }
    return refresh.refused() || mappings.exhausted() ? EXHAUSTED : 0;
  }

  @Override
  public int read(long address, MemorySegment target, long at, long length) {
    Anchor now = reached;
    if (now == null) {
      return 0;
    }
    int code = crosses(address, length) ? failing(now, address, length, false, true) : 0;
    for (long done = 0; code == 0 && done < length; ) {
      long page = now.find(address + done, false);
      if ((page & TableWalk.PRESENT) == 0) {
        return answer(failed(page, address + done, true));
      }
      long piece = piece(address + done, length - done);
      long from = now.tables.offset(storageAddress(page, address + done));
      MemorySegment.copy(now.tables.segment(), from, target, at + done, piece);
      done += piece;
    }
    return answer(code);
  }

  @Override
  public int write(long address, MemorySegment source, long at, long length) {
    Anchor now = reached;
    if (now == null) {
      return 0;
    }
    int code = crosses(address, length) ? failing(now, address, length, true, true) : 0;
    for (long done = 0; code == 0 && done < length; ) {
      long page = now.find(address + done, true);
      if ((page & TableWalk.PRESENT) == 0) {
        return answer(failed(page, address + done, true));
      }
      long piece = piece(address + done, length - done);
      long to = now.tables.offset(storageAddress(page, address + done));
      MemorySegment.copy(source, at + done, now.tables.segment(), to, piece);
      done += piece;
    }
    return answer(code);
  }

  /** As {@link Dma#or}; of a word that is not reached, 0 is told. */
  @Override
  public int or(long address, int bits, Register previous) {
    Anchor now = reached;
    if (now == null) {
      previous.set(0);
      return 0;
    }
    long page = now.find(address, true);
    if ((page & TableWalk.PRESENT) == 0) {
      previous.set(0);
      return answer(failed(page, address, true));
    }
    int old = now.tables.getAndOr(storageAddress(page, address), bits);
    previous.set(Integer.toUnsignedLong(old));
    return 0;
  }

  @Override
  public int check(long address, long length) {
    Anchor now = reached;
    return now == null ? 0 : answer(failing(now, address, length, true, false));
  }

  /** The code of the first piece that cannot be done, or 0. */
  private int failing(Anchor now, long address, long length, boolean write, boolean told) {
    long done = 0;
    while (done < length) {
      long page = now.find(address + done, write);
      if ((page & TableWalk.PRESENT) == 0) {
        return failed(page, address + done, told);
      }
      done += piece(address + done, length - done);
    }
    return 0;
  }

  private int failed(long page, long address, boolean told) {
    int code = TableWalk.code(page);
    if (told && code != Anchor.DROPPED) {
      faults.raise(code, address);
    }
    return code;
  }

  private int raised(int pec, long address) {
    faults.raise(pec, address);
    return pec;
  }

  private static int answer(int code) {
    return code == Anchor.DROPPED ? 0 : code;
  }

  private static boolean crosses(long address, long length) {
    return length > piece(address, length);
  }

  /** How many of {@code length} bytes are in the page of {@code address}. */
  private static long piece(long address, long length) {
    return Math.min(length, TableWalk.PAGE - (address & (TableWalk.PAGE - 1)));
  }

  private static long storageAddress(long page, long address) {
    return TableWalk.frame(page) | (address & (TableWalk.PAGE - 1));
  }

  private static long firstOf(long pba) {
    return pba & -TableWalk.PAGE;
  }

  private static long lastOf(long pal) {
    return pal | (TableWalk.PAGE - 1);
  }
}
