package io.zpci.serve;

import io.zpci.arch.Request;
import io.zpci.blocks.GuestBlocks;
import java.lang.foreign.MemorySegment;

/** Blocks of a function, each of which is written to a transcript before it is executed. */
final class TracedBlocks implements GuestBlocks {
  private final GuestBlocks below;
  private final String function;
  private final TranscriptWriter transcript;

  /** Those of the function that the transcript calls {@code function}. */
  TracedBlocks(GuestBlocks below, String function, TranscriptWriter transcript) {
    this.below = below;
    this.function = function;
    this.transcript = transcript;
  }

  @Override
  public boolean serves(int handle) {
    return below.serves(handle);
  }

  @Override
  public int storeBlock(long request, long offset, long address, MemorySegment data, long at) {
    int length = (int) Math.min(Request.length(request), data.byteSize() - at);
    transcript.block(function, request, offset, address, data, at, length);
    return below.storeBlock(request, offset, address, data, at);
  }

  @Override
  public boolean read(long address, MemorySegment target, long at, int length) {
    return below.read(address, target, at, length);
  }
}
