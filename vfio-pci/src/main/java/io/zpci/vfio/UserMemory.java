package io.zpci.vfio;

import io.zpci.storage.GuestStorage;
import org.jspecify.annotations.Nullable;

/** A process's memory, as a kernel finds it by the process's own addresses. */
@FunctionalInterface
public interface UserMemory {
  /**
   * The storage that holds {@code [address, address + length)} at these very addresses; null where
   * the process has no such memory. Nothing allocates.
   */
  @Nullable GuestStorage resolve(long address, long length);
}
