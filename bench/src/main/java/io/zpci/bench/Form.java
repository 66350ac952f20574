package io.zpci.bench;

/** How many functions have DMBs, how many each, and what memory they are. */
public enum Form {
  /** One function with one DMB, and the peer that writes it. */
  ONE(1, 1, true),

  /**
   * As many as there can be, in the same memory: the DMBs of all functions are one page of storage,
   * and so are their SBAs. What a move touches is then what it touches in {@link #ONE}, and what
   * differs is what the model keeps of functions and DMBs.
   */
  SAME_MEMORY(64, 1888, true),

  /**
   * As many as there can be, each in a page of its own, half a gigabyte together: most moves miss
   * the host's caches, whatever the model does.
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

  /** Whether all DMBs are one page of storage, and all SBAs another. */
  boolean shared() {
    return shared;
  }
}
