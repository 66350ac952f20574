package io.zpci.bench;

/**
 * How many functions own DMBs, how many each, how many moves go to one DMB before the next has its
 * turn, and what memory all that is.
 *
 * <p>{@link #MANY} against {@link #ONE} is the model's cost: whether a move costs more because
 * there are more functions and DMBs. The other two are for information: they are about the host's
 * caches, which what 64 functions and 120832 DMBs are made of does not fit.
 */
public enum Form {
  /** One function with one DMB, and the peer that writes it. */
  ONE(1, 1, Form.SEND, true),

  /**
   * 64 functions with 1888 DMBs each, in the same memory: all DMBs are one page of storage, all
   * SBAs another, and all functions are attached to the same translation tables. So a move touches
   * the same storage as in {@link #ONE}, and what differs is what the model keeps. Each visit of a
   * DMB is 17 moves, as for a send of 64 KiB over SMC: 16 blocks and a CDC message.
   */
  MANY(64, 1888, Form.SEND, true),

  /** The same with one move a visit: each finds nothing in the host's caches. */
  SCATTERED(64, 1888, 1, true),

  /**
   * As {@link #MANY}, with tables of each function's own and each DMB in a page of its own, half a
   * gigabyte together.
   */
  OWN_MEMORY(64, 1888, Form.SEND, false);

  private static final int SEND = 17;

  private final int owners;
  private final int dmbs;
  private final int visit;
  private final boolean shared;

  Form(int owners, int dmbs, int visit, boolean shared) {
    this.owners = owners;
    this.dmbs = dmbs;
    this.visit = visit;
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

  /** How many moves go to one DMB before the next has its turn. */
  int visit() {
    return visit;
  }

  /** Whether tables, DMBs and SBAs are the same storage for all. */
  boolean shared() {
    return shared;
  }
}
