package io.zpci.blocks;

import java.lang.foreign.MemorySegment;

/**
 * Where the blocks of one guest go that were taken before its VMM executed them. May be called by
 * any thread; does not wait for the guest.
 */
public interface GuestBlocks {
  /**
   * Whether {@code handle}, as the guest uses it, is a function that is served here. A block for
   * another one is the VMM's.
   */
  boolean serves(int handle);

  /**
   * Executes one PCISTB.
   *
   * @param request the request register
   * @param offset the offset register
   * @param address the guest's address of the second operand; only its low 12 bits matter
   * @param data holds the block from {@code at} on; its length is in {@code request}
   * @return an {@link io.zpci.arch.Outcome}
   */
  int storeBlock(long request, long offset, long address, MemorySegment data, long at);

  /**
   * Reads the guest's storage at an absolute {@code address} where its client mapped the file that
   * holds it.
   *
   * @return false where it did not, and nothing is read
   */
  boolean read(long address, MemorySegment target, long at, int length);
}
