package io.zpci.dma;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/**
 * A function's I/O address space: the anchor that MPCIFC registered, what RPCIT refreshed, and the
 * function's DMA through it. By {@link DmaRules} a translation comes from the tables as they are or
 * from the shadow.
 *
 * <p>Guarantees: nothing is ever read or written outside a mapping; an access is done whole or not
 * at all; a failing one is told to {@link DmaFaults} once, with the exact address of the failing
 * piece; accesses do not allocate and cost the same however much is mapped. Any thread may access
 * while one other refreshes. Source: spec zpci 4.4, 11.
 */
public final class DmaSpace implements Dma {
  /** {@link #refresh} found no mapping left. */
  public static final int EXHAUSTED = -1;

  /**
   * A space with nothing registered.
   *
   * @param translating whether the function's state lets addresses be translated; where it does
   *     not, an access goes nowhere: nothing is transferred, no fault is raised, and the answer is
   *     0
   * @param mappings told of what a refresh changes
   * @param faults told of failures
   */
  public DmaSpace(
      DmaRules rules, BooleanSupplier translating, Mappings mappings, DmaFaults faults) {
    throw new UnsupportedOperationException("DmaSpace");
  }

  /** The rules. */
  public DmaRules rules() {
    throw new UnsupportedOperationException("rules");
  }

  /** Whether an anchor is registered. */
  public boolean registered() {
    throw new UnsupportedOperationException("registered");
  }

  /** The first registered address, rounded down to a page; 0 where nothing is registered. */
  public long pba() {
    throw new UnsupportedOperationException("pba");
  }

  /** The last registered address, rounded up to a page's last byte; 0 where nothing is. */
  public long pal() {
    throw new UnsupportedOperationException("pal");
  }

  /** The registered anchor; 0 where nothing is registered. */
  public long iota() {
    throw new UnsupportedOperationException("iota");
  }

  /**
   * Whether {@link #register} would take these operands: the range is not inverted and inside
   * {@code start} to {@code end}, the designation is taken, or no translation is allowed.
   */
  public boolean accepts(long newPba, long newPal, long newIota) {
    throw new UnsupportedOperationException("accepts");
  }

  /**
   * Registers an anchor.
   *
   * @param tables what its addresses, those of the tables and those of frames are addresses in
   * @throws IllegalArgumentException where {@link #accepts} answers false
   * @throws IllegalStateException where one is registered
   */
  public void register(GuestStorage tables, long newPba, long newPal, long newIota) {
    throw new UnsupportedOperationException("register");
  }

  /** Forgets the anchor; all of the shadow is unmapped. */
  public void deregister() {
    throw new UnsupportedOperationException("deregister");
  }

  /**
   * RPCIT of {@code [start, start + length)}, with an anchor registered: checks the range, walks,
   * and brings shadow and {@link Mappings} in line. A failure is told to {@link DmaFaults}.
   *
   * @return 0, {@link #EXHAUSTED}, or the PEC that was raised
   */
  public int refresh(long start, long length) {
    throw new UnsupportedOperationException("refresh");
  }

  @Override
  public int read(long address, MemorySegment target, long at, long length) {
    throw new UnsupportedOperationException("read");
  }

  @Override
  public int write(long address, MemorySegment source, long at, long length) {
    throw new UnsupportedOperationException("write");
  }

  @Override
  public int or(long address, int bits, Register previous) {
    throw new UnsupportedOperationException("or");
  }

  @Override
  public int check(long address, long length) {
    throw new UnsupportedOperationException("check");
  }
}
