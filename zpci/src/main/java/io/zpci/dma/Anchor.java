package io.zpci.dma;

import io.zpci.arch.Pec;
import io.zpci.storage.GuestStorage;

/** A registered anchor, and how an address is translated by it. Source: spec zpci 11.4. */
final class Anchor {
  /** Code of a failed translation: the access goes nowhere, and nobody is told. */
  static final int DROPPED = 0xf;

  final DmaRules rules;
  final GuestStorage tables;
  final long pba;
  final long pal;
  final long iota;
  final Shadow shadow = new Shadow();

  /** What {@link #rules} say, here so that no access has to look there. */
  private final boolean shadowed;

  /** The last address that is translated. */
  private final long limit;

  /** An anchor of a range that was rounded to pages. */
  Anchor(DmaRules rules, GuestStorage tables, long pba, long pal, long iota) {
    this.rules = rules;
    this.tables = tables;
    this.pba = pba;
    this.pal = pal;
    this.iota = iota;
    this.shadowed = rules.model() == DmaRules.Model.SHADOW;
    this.limit =
        switch (rules.lastPage()) {
          case TRANSLATED -> pal;
          case REFUSED -> pal - TableWalk.PAGE;
        };
  }

  /**
   * The page of {@code address}, packed as {@link TableWalk#page} packs it and inside the storage,
   * or {@link TableWalk#failed} with a PEC or {@link #DROPPED}.
   */
  long find(long address, boolean write) {
    if (Long.compareUnsigned(address, pba) < 0) {
      return TableWalk.failed(Pec.OUT_OF_RANGE);
    }
    if (Long.compareUnsigned(address, limit) > 0) {
      boolean dropped = rules.aboveLimit() == DmaRules.AboveLimit.DROPPED;
      return TableWalk.failed(dropped ? DROPPED : Pec.OUT_OF_RANGE);
    }
    long page = page(address);
    if (TableWalk.code(page) != 0) {
      return page;
    }
    long wanted = write ? TableWalk.PRESENT | TableWalk.WRITABLE : TableWalk.PRESENT;
    boolean allowed = (page & wanted) == wanted;
    return allowed && tables.contains(TableWalk.frame(page), TableWalk.PAGE)
        ? page
        : TableWalk.failed(Pec.TRANSLATION_PROTECTION);
  }

  private long page(long address) {
    if (!Iota.translates(iota)) {
      return ((address - rules.start()) & TableWalk.FRAME) | TableWalk.PRESENT | TableWalk.WRITABLE;
    }
    if (shadowed) {
      return shadow.get(address);
    }
    long result = TableWalk.find(tables, iota, address);
    return TableWalk.code(result) != 0 ? result : TableWalk.page(result, address);
  }
}
