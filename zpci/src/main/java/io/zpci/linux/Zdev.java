package io.zpci.linux;

import io.zpci.function.FunctionFacts;

/**
 * What a Linux kernel remembers of a PCI function ({@code struct zpci_dev}): its current handle and
 * what CLP said. The handle changes on enable, disable and recovery; who changes it calls {@link
 * #updateHandle}.
 */
public final class Zdev {
  private final FunctionFacts facts;
  private final long[] mioAddresses;
  private final int maxStoreBlock;
  private int handle;

  /**
   * A function as CLP describes it.
   *
   * @param handle the current function handle
   * @param facts identity and BARs
   * @param maxStoreBlock the group's maxstbl as this kernel was told
   * @param mioAddresses six write-through addresses, 0 where the function has none for that BAR
   */
  public Zdev(int handle, FunctionFacts facts, int maxStoreBlock, long[] mioAddresses) {
    this.handle = handle;
    this.facts = facts;
    this.maxStoreBlock = maxStoreBlock;
    this.mioAddresses = mioAddresses.clone();
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

  /** The group's maxstbl. */
  public int maxStoreBlock() {
    return maxStoreBlock;
  }

  /** The write-through MIO address of {@code bar}; 0 without one. */
  public long mioAddress(int bar) {
    return mioAddresses[bar];
  }

  /** Whether CLP said that the function has MIO addresses. */
  public boolean mioCapable() {
    return facts.mioCapable();
  }
}
