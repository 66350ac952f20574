package io.zpci.vfiouser;

import io.zpci.posix.Descriptor;
import io.zpci.vfio.DeviceFile;
import org.jspecify.annotations.Nullable;

/**
 * What a vfio-user server offers to one client after the other: a device, and the memory that its
 * client lets it reach.
 *
 * <p>All calls for one client come one after the other; each device has a thread of its own, so a
 * device that shares anything with another one takes care of that. Operands have not been checked
 * beyond what the protocol says of a message: a device answers what it does not like with an errno.
 * A {@link io.zpci.vfio.RegionAccess} here gets positions and counts inside the region, at most
 * {@code max_data_xfer_size} bytes. Source: spec passthrough f.
 */
public interface ServedDevice extends DeviceFile {
  /** A client came: nothing is mapped, no interrupt is set up. */
  void attach(Attachment client);

  /**
   * {@code DMA_MAP}.
   *
   * @param access {@link GuestMemory#READ}, {@link GuestMemory#WRITE} or both
   * @param offset where in the file the range begins
   * @param file the file, which this closes in any case; null for a range that is reached by
   *     messages
   * @return 0 or a negative errno, as {@link GuestMemory#map} answers
   */
  int dmaMap(long address, long size, int access, long offset, @Nullable Descriptor file);

  /** {@code DMA_UNMAP} of a range, as {@link GuestMemory#unmap} does it: 0 or a negative errno. */
  int dmaUnmap(long address, long size);

  /** {@code DMA_UNMAP} of everything. */
  void dmaUnmapAll();

  /**
   * The client is gone: nothing is mapped any more, no interrupt is set up, the device is as after
   * a reset. Its triggers are closed after this.
   */
  void detach();
}
