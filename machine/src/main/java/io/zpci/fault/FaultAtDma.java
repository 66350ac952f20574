package io.zpci.fault;

import io.zpci.function.Dma;

/**
 * A fault of a function's accesses to storage that is being described: {@code
 * faults.atDma().writes().range(address, 4096).always().unmapped()}. Where nothing is said of the
 * direction it is about all; an OR is a write.
 *
 * <p>The machine notices as it does with a page that is not there: on a host that is an s390 the
 * function goes into error with an event of the first address that was not reached. That a mapping
 * may be written ({@link Dma#check}) is no access: it is answered with the code where the fault
 * holds always, and counts as no match.
 */
public final class FaultAtDma extends FaultBuilder<FaultAtDma> {
  private final Site<DmaCondition, Effect.OnDma> site;
  private boolean reads = true;
  private boolean writes = true;
  private long from;
  private long last = -1;

  FaultAtDma(Faults faults, Site<DmaCondition, Effect.OnDma> site) {
    super(faults, site.port());
    this.site = site;
  }

  @Override
  FaultAtDma self() {
    return this;
  }

  /** Reads alone. */
  public FaultAtDma reads() {
    reads = true;
    writes = false;
    return this;
  }

  /** Writes alone, and ORs. */
  public FaultAtDma writes() {
    reads = false;
    writes = true;
    return this;
  }

  /** Those that touch {@code length} bytes from I/O {@code address} on. */
  public FaultAtDma range(long address, long length) {
    if (length < 1 || Long.compareUnsigned(address + length - 1, address) < 0) {
      throw wrong("range 0x%x of %d bytes".formatted(address, length));
    }
    from = address;
    last = address + length - 1;
    return this;
  }

  @Override
  String matching() {
    String kind = reads && writes ? "every access" : reads ? "reads" : "writes";
    return from == 0 && last == -1 ? kind : "%s of 0x%x to 0x%x".formatted(kind, from, last);
  }

  /** The page is not mapped: PEC 0x0004. */
  public Fault unmapped() {
    return pec(Dma.PROTECTED);
  }

  /** The address is outside what the function may address: PEC 0x0002. */
  public Fault outOfRange() {
    return pec(Dma.OUT_OF_RANGE);
  }

  /** The access is not done, for the reason {@code code} ({@link io.zpci.arch.Pec}). */
  public Fault pec(int code) {
    if (code < 1 || code > 0xffff) {
      throw wrong("PEC 0x%x: 1 to 0xffff".formatted(code));
    }
    DmaCondition condition = new DmaCondition(reads, writes, from, last);
    return faults().set(site, this, condition, new Effect.Unreached(code));
  }
}
