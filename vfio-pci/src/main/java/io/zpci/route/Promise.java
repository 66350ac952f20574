package io.zpci.route;

/**
 * What a route can promise of the accesses that a guest issues by handle, with the versions and the
 * function that {@link Facts} name. A promise is kept for every such access, or it is not made. The
 * contract test of routes checks those that a route makes.
 */
public enum Promise {
  /**
   * A block that the function's class allows, of at most the length that the guest is told, arrives
   * at the function as one block of the same bytes.
   */
  WHOLE_BLOCKS("whole-blocks"),
  /**
   * An access to a BAR becomes instructions that name the function's handle, never MIO, and arrives
   * by them.
   */
  HANDLE_INSTRUCTIONS("handle-instructions"),
  /** A block that the machine or the function refuses does not end with cc 0 for the guest. */
  BLOCK_ERRORS("block-errors"),
  /**
   * A load or a single store of a BAR that the machine or the function refuses does not end with cc
   * 0 for the guest.
   */
  SINGLE_ERRORS("single-errors"),
  /**
   * Accesses arrive in the order in which they are issued, each before its instruction ends, its
   * pieces from the lowest offset on.
   */
  ORDER("order");

  private final String word;

  Promise(String word) {
    this.word = word;
  }

  /** The name as output spells it. */
  public String word() {
    return word;
  }
}
