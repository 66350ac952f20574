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
 * @param msiRouted plain MSI is routed as MSI-X is: enabling it in configuration space gives vfio
 *     an eventfd for each message. Shipped QEMU does not do that on s390 (spec passthrough d.3)
 * @param mappings DMA mappings that the vfio container has left when the function is plugged
 * @param sharedContainer whether another function was plugged into that container before
 */
public record InterceptionOptions(
    @Nullable BlockOperation block,
    @Nullable LoadOperation load,
    boolean msixOverlay,
    boolean msiRouted,
    long mappings,
    boolean sharedContainer) {
  /** Mappings of a fresh container: vfio's default (spec passthrough a.9). */
  public static final long CONTAINER_MAPPINGS = 65535;

  /** What QEMU ships. */
  public static final InterceptionOptions SHIPPED = new InterceptionOptions(null, null, true);

  /** With a fresh container; plain MSI is routed where {@code block} makes a prototype of it. */
  public InterceptionOptions(
      @Nullable BlockOperation block, @Nullable LoadOperation load, boolean msixOverlay) {
    this(block, load, msixOverlay, block != null);
  }

  /** With a fresh container. */
  public InterceptionOptions(
      @Nullable BlockOperation block,
      @Nullable LoadOperation load,
      boolean msixOverlay,
      boolean msiRouted) {
    this(block, load, msixOverlay, msiRouted, CONTAINER_MAPPINGS, false);
  }

  /** As shipped, but for {@code block} and the routing of plain MSI. */
  public static InterceptionOptions withBlock(BlockOperation block) {
    return new InterceptionOptions(block, null, true);
  }

  /** The same over a container with {@code left} mappings. */
  public InterceptionOptions withMappings(long left) {
    return new InterceptionOptions(block, load, msixOverlay, msiRouted, left, sharedContainer);
  }

  /** The same in a container that may have another function already. */
  public InterceptionOptions withSharedContainer(boolean shared) {
    return new InterceptionOptions(block, load, msixOverlay, msiRouted, mappings, shared);
  }
}
