package io.zpci.bench;

/** How many functions have DMBs, how many each, and what memory they are. */
public enum Form {
  /** One function with one DMB, and the peer that writes it. */
  ONE(1, 1, true),

  /**
   * 64 functions with 1888 DMBs each, in the same memory: all DMBs are one page of storage, all
   * SBAs another, and all functions are attached to the same translation tables. What a move
   * touches of the guest's storage is then what it touches in {@link #ONE}, and what differs is
   * what the model keeps of functions and DMBs.
   */
  SAME_MEMORY(64, 1888, true),

  /**
   * The same with tables of each function's own and each DMB in a page of its own, half a gigabyte
   * together: most moves miss the host's caches, whatever the model does.
   */
  OWN_MEMORY(64, 1888, false);

  private final int owners;
  private final int dmbs;
  private final boolean shared;

  Form(int owners, int dmbs, boolean shared) {
    this.owners = owners;
    this.dmbs = dmbs;
    this.shared = shared;
  }

  /** How many functions own DMBs. */
  int owners() {
    return owners;
  }

  /** How many DMBs each of them has: 1888 is all that an SBA has room for (spec ism 4.1). */
  int dmbs() {
    return dmbs;
  }

  /** Whether tables, DMBs and SBAs are the same storage for all. */
  boolean shared() {
    return shared;
  }
}
