package io.zpci.vmm;

import org.jspecify.annotations.Nullable;

/**
 * What a prototype may change of the interception, for functions of the relaxed class; others are
 * intercepted as ever. The 2020 patches had such a table of operations per device (spec passthrough
 * c.2).
 *
 * @param block does what PCISTB does after its relaxed checks; null for the checks and pieces that
 *     QEMU ships
 * @param load does what PCILG of a BAR does after its checks; null for what QEMU ships
 * @param msixOverlay QEMU's own MSI-X table and its window on the pending bits lie over the BAR;
 *     switched off, every access reaches the vfio region
 */
public record InterceptionOptions(
    @Nullable BlockOperation block, @Nullable LoadOperation load, boolean msixOverlay) {
  /** What QEMU ships. */
  public static final InterceptionOptions SHIPPED = new InterceptionOptions(null, null, true);

  /** As shipped, but for {@code block}. */
  public static InterceptionOptions withBlock(BlockOperation block) {
    return new InterceptionOptions(block, null, true);
  }
}
