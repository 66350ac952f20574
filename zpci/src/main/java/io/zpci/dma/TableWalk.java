package io.zpci.dma;

import io.zpci.storage.GuestStorage;

/**
 * The walk of translation tables in storage, for every designation of tables: region-first,
 * region-second, region-third and segment. It looks at nothing but the tables, keeps nothing, and
 * does not allocate. Source: spec zpci 11.2, 11.3.
 */
public final class TableWalk {
  /** Bytes of a page. */
  public static final int PAGE = 4096;

  private TableWalk() {}

  /**
   * Translates {@code address}.
   *
   * @param tables what the anchor's and the entries' addresses are addresses in
   * @param iota the anchor, with translation on
   * @param found what the walk ends with; where the answer is not 0 it is absent and says the size
   *     of the level
   * @return 0, or the PEC (spec zpci 11.3) that the walk ends with
   */
  public static int walk(GuestStorage tables, long iota, long address, Translation found) {
    throw new UnsupportedOperationException("walk");
  }
}
