package io.zpci.linux;

import io.zpci.function.FunctionFacts;

/**
 * What a Linux kernel remembers of a PCI function ({@code struct zpci_dev}): its current handle and
 * what CLP said. The handle changes on enable, disable and recovery; who changes it calls {@link
 * #updateHandle}.
 */
public final class Zdev {
  private final FunctionFacts facts;
  private final ClpFunction clp;
  private int handle;

  /**
   * A function as CLP describes it, in QEMU's default group; its fid and uid are 0.
   *
   * @param handle the current function handle
   * @param facts identity and BARs
   * @param maxStoreBlock the group's maxstbl as this kernel was told
   * @param mioAddresses six write-through addresses, 0 where the function has none for that BAR
   */
  public Zdev(int handle, FunctionFacts facts, int maxStoreBlock, long[] mioAddresses) {
    this(handle, facts, ClpFunction.of(facts, maxStoreBlock, mioAddresses));
  }

  /**
   * A function as CLP describes it.
   *
   * @param handle the current function handle
   * @param facts identity and BARs
   * @param clp what CLP told
   */
  public Zdev(int handle, FunctionFacts facts, ClpFunction clp) {
    this.handle = handle;
    this.facts = facts;
    this.clp = clp;
  }

  /** The current handle. */
  public int handle() {
    return handle;
  }

  /** {@code zpci_update_fh}, without its effect on the iomap table; see {@link IomapTable}. */
  public void updateHandle(int newHandle) {
    handle = newHandle;
  }

  /** Identity and BARs. */
  public FunctionFacts facts() {
    return facts;
  }

  /** What CLP told. */
  public ClpFunction clp() {
    return clp;
  }

  /** The function id. */
  public int fid() {
    return clp.fid();
  }

  /** The function type as CLP told it: a VMM may hide it. */
  public int pft() {
    return clp.pft();
  }

  /** Whether CLP told the type of ISM. */
  public boolean isIsm() {
    return clp.pft() == FunctionFacts.PFT_ISM;
  }

  /** The group's maxstbl. */
  public int maxStoreBlock() {
    return clp.maxStoreBlock();
  }

  /** The write-through MIO address of {@code bar}; 0 without one. */
  public long mioAddress(int bar) {
    return clp.mioAddresses().get(bar);
  }

  /** Whether CLP said that the function has MIO addresses. */
  public boolean mioCapable() {
    return clp.mio();
  }
}
