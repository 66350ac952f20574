package io.zpci.vmm;

/**
 * What a prototype may change of the interception.
 *
 * @param relaxedBlocks functions of the relaxed class get the relaxed rules of PCISTB, and each of their blocks goes
 *     down in one pwrite; no QEMU release does so
 * @param msixOverlay QEMU's own MSI-X table and its window on the pending bits lie over the BAR; switched off, every
 *     access reaches the vfio region
 */
public record InterceptionOptions(boolean relaxedBlocks, boolean msixOverlay) {
  /** What QEMU ships. */
  public static final InterceptionOptions SHIPPED = new InterceptionOptions(false, true);

  /** The prototype that hands a relaxed function's blocks down whole. */
  public static final InterceptionOptions RELAXED_PWRITE = new InterceptionOptions(true, true);
}
