package io.zpci.firmware;

import io.zpci.arch.ClpBlock;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;

/**
 * A response of fixed size in the making: zero at first, then copied into the block as far as that
 * has room.
 */
final class ClpResponse {
  private final GuestStorage storage;
  private final int size;

  ClpResponse(int size) {
    this.storage = new GuestStorage(0, MemorySegment.ofArray(new byte[size]));
    this.size = size;
  }

  /** The response; its first byte has address 0. */
  GuestStorage storage() {
    return storage;
  }

  /**
   * Replaces the response at {@code response}; what does not fit into {@code room} bytes is cut
   * off.
   */
  void copyTo(GuestStorage target, long response, int room) {
    int used = Math.min(room, size);
    storage.putShort(ClpBlock.LENGTH, used);
    MemorySegment.copy(storage.segment(), 0, target.segment(), target.offset(response), used);
  }
}
