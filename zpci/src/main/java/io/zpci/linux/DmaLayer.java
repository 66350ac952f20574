package io.zpci.linux;

/**
 * What the two layers of {@link LinuxVersion.DmaLayer} have in common; see {@link LinuxDma}, whose
 * methods these are, with operands checked. Sizes and storage addresses here are of whole pages.
 */
interface DmaLayer {
  /** Maps pages at an I/O address of the layer's choice: that, or a negative errno. */
  long map(long address, long size, boolean writable);

  /** Unmaps pages that {@link #map} gave; 0 or a negative errno. */
  int unmap(long ioAddress, long size);

  /** Maps pages at the caller's I/O address; 0 or a negative errno. */
  int mapAt(long ioAddress, long address, long size, boolean writable);

  /** Unmaps pages at the caller's I/O address; 0 or a negative errno. */
  int unmapAt(long ioAddress, long size);

  /** Nothing is mapped across a multiple of {@code mask + 1}, where the layer looks at that. */
  void segmentBoundary(long mask);

  /** What a timer does about deferred refreshes, where the layer has one that is armed. */
  void flush();
}
