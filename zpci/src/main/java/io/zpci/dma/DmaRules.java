package io.zpci.dma;

/**
 * How a machine or a VMM translates I/O addresses, as data.
 *
 * @param model where a translation comes from
 * @param aboveLimit what becomes of an access above the last address
 * @param lastPage whether the last registered page is translated
 * @param range what RPCIT asks of its range
 * @param passes what RPCIT does where no mapping is left
 * @param invalidEntry what RPCIT does with the pages below an invalid region or segment entry
 * @param relaxed whether an anchor without translation is allowed (group flag rtr)
 * @param designations which designation types are taken: bit {@code 0x80 >> type}
 * @param start the first I/O address that may be registered (sdma)
 * @param end the last I/O address that may be registered (edma)
 */
public record DmaRules(
    Model model,
    AboveLimit aboveLimit,
    LastPage lastPage,
    Range range,
    Passes passes,
    InvalidEntry invalidEntry,
    boolean relaxed,
    int designations,
    long start,
    long end) {
  /** The first address of DMA, as QEMU's default. */
  public static final long START = 0x1_0000_0000L;

  /** The last address of DMA, as QEMU's default. */
  public static final long END = 0x01ff_ffff_ffff_ffffL;

  /** Region-third tables only: what QEMU takes and reports. */
  public static final int REGION_THIRD_ONLY = 0x40;

  /** Segment and region tables. */
  public static final int TABLES = 0xf0;

  /** Where a translation comes from. Source: spec zpci 11.4. */
  public enum Model {
    /** The tables as they are now. */
    LIVE,
    /** What RPCIT took from the tables last: QEMU. */
    SHADOW
  }

  /** An access above pal. Source: spec zpci 11.4, Q-13. */
  public enum AboveLimit {
    /** It goes nowhere, and the function believes it done: QEMU. */
    DROPPED,
    /** Error event. */
    EVENT
  }

  /** The page of pal. Source: spec zpci L-14. */
  public enum LastPage {
    /** Translated as every other page. */
    TRANSLATED,
    /** Above the limit, as to ISM's firmware; known from Linux's workaround alone. */
    REFUSED
  }

  /** What RPCIT asks of its range. Source: spec zpci 4.4, 11.4; spec passthrough g.9. */
  public enum Range {
    /**
     * Refused only where all of it is outside, the end taken as if it were included; pages outside
     * are refreshed with the others.
     */
    WHOLLY_OUTSIDE,
    /**
     * The same, and what is outside is left alone. That this is what QEMU 10.0.12 and 11.1 do is
     * read from a change log only.
     */
    CLAMPED
  }

  /**
   * What RPCIT does where no mapping is left for a page. Source: spec zpci 11.4, Q-6; spec
   * passthrough e.2, g.13.
   */
  public enum Passes {
    /** It ends there: QEMU 5.2. */
    ONE,
    /**
     * It goes on without mapping, and does the range a second time where unmaps freed a mapping:
     * QEMU from 7.2 on.
     */
    TWO
  }

  /**
   * What RPCIT does with pages that were mapped below a region or segment entry that is invalid
   * now. Source: spec passthrough g.26.
   */
  public enum InvalidEntry {
    /** They are unmapped. */
    UNMAPPED,
    /**
     * They are forgotten, their mappings count as free, and nobody is told to unmap them. Deduced
     * from the source of QEMU 7.2 to 10.2, never run.
     */
    FORGOTTEN
  }

  /**
   * A machine: live tables, every table designation. What hardware does above pal is unverified;
   * here an event.
   */
  public static final DmaRules MACHINE =
      new DmaRules(
          Model.LIVE,
          AboveLimit.EVENT,
          LastPage.TRANSLATED,
          Range.CLAMPED,
          Passes.TWO,
          InvalidEntry.UNMAPPED,
          false,
          TABLES,
          START,
          END);

  /** QEMU from 7.2 to 10.2, but for what it forgets: the shadow. */
  public static final DmaRules QEMU =
      new DmaRules(
          Model.SHADOW,
          AboveLimit.DROPPED,
          LastPage.TRANSLATED,
          Range.WHOLLY_OUTSIDE,
          Passes.TWO,
          InvalidEntry.UNMAPPED,
          false,
          REGION_THIRD_ONLY,
          START,
          END);

  /** QEMU 5.2: the same with one pass. */
  public static final DmaRules QEMU_ONE_PASS =
      new DmaRules(
          Model.SHADOW,
          AboveLimit.DROPPED,
          LastPage.TRANSLATED,
          Range.WHOLLY_OUTSIDE,
          Passes.ONE,
          InvalidEntry.UNMAPPED,
          false,
          REGION_THIRD_ONLY,
          START,
          END);

  /** The same with another last address. */
  public DmaRules withEnd(long newEnd) {
    return with(lastPage, invalidEntry, relaxed, newEnd);
  }

  /** The same with relaxed translation switched. */
  public DmaRules withRelaxed(boolean on) {
    return with(lastPage, invalidEntry, on, end);
  }

  /** The same with the last page treated otherwise. */
  public DmaRules withLastPage(LastPage page) {
    return with(page, invalidEntry, relaxed, end);
  }

  /** The same with invalid entries treated otherwise. */
  public DmaRules withInvalidEntry(InvalidEntry entry) {
    return with(lastPage, entry, relaxed, end);
  }

  private DmaRules with(LastPage page, InvalidEntry entry, boolean relaxedOn, long newEnd) {
    return new DmaRules(
        model, aboveLimit, page, range, passes, entry, relaxedOn, designations, start, newEnd);
  }
}
