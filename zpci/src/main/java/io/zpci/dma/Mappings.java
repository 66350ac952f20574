package io.zpci.dma;

/**
 * What a refresh changes beyond the shadow: a VMM's mappings in vfio. Called with what was found
 * new or gone; a changed translation is an unmap and a map.
 */
public interface Mappings {
  /** Nobody wants to know. */
  Mappings NONE =
      new Mappings() {
        @Override
        public boolean map(long address, long storageAddress, long size, boolean writable) {
          return true;
        }

        @Override
        public void unmap(long address, long size) {}
      };

  /**
   * {@code [address, address + size)} now reaches storage from {@code storageAddress} on.
   *
   * @return false where no mapping is left: the refresh goes on with what must be unmapped
   */
  boolean map(long address, long storageAddress, long size, boolean writable);

  /** {@code [address, address + size)}, a power of two, reaches nothing any more. */
  void unmap(long address, long size);

  /**
   * {@code [address, address + size)}, pages below an entry that is invalid now, is forgotten: who
   * counts mappings counts these as free, and leaves them as they are ({@link
   * DmaRules.InvalidEntry#FORGOTTEN}).
   */
  default void forget(long address, long size) {}

  /**
   * {@code [address, address + size)} reached other storage, or in another direction: an unmap and
   * a map. Who counts its mappings may count this one otherwise (QEMU before 11.1.2 takes one for
   * the map and gives none back: spec passthrough g.10).
   *
   * @return as {@link #map}; where false, the range reaches nothing any more
   */
  default boolean replace(long address, long storageAddress, long size, boolean writable) {
    unmap(address, size);
    return map(address, storageAddress, size, writable);
  }

  /**
   * Whether no mapping is left. Nothing is mapped or replaced while it is so, and a refresh that
   * ends so answers it.
   */
  default boolean exhausted() {
    return false;
  }
}
