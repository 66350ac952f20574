package io.zpci.blocks;

import io.zpci.arch.Outcome;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A guest's blocks, seen and answered as told; its storage is mapped up to a limit. */
final class SeenBlocks implements GuestBlocks {
  private final int handle;
  private final byte[] storage;
  private final List<String> seen = new ArrayList<>();
  private int mapped;
  private int outcome = Outcome.OK;

  SeenBlocks(int handle, byte[] storage) {
    this.handle = handle;
    this.storage = storage;
  }

  /** Storage below {@code limit} is mapped. */
  synchronized void map(int limit) {
    mapped = limit;
  }

  /** What blocks end with from now on. */
  synchronized void answer(int outcome) {
    this.outcome = outcome;
  }

  /** Blocks since the last time: request, offset, address, data. */
  synchronized List<String> seen() {
    List<String> since = List.copyOf(seen);
    seen.clear();
    return since;
  }

  @Override
  public boolean serves(int handle) {
    return handle == this.handle;
  }

  @Override
  public synchronized int storeBlock(
      long request, long offset, long address, MemorySegment data, long at) {
    byte[] bytes = data.asSlice(at, request & 0xffff).toArray(ValueLayout.JAVA_BYTE);
    seen.add("%016x %x %x %s".formatted(request, offset, address, HexFormat.of().formatHex(bytes)));
    return outcome;
  }

  @Override
  public synchronized boolean read(long address, MemorySegment target, long at, int length) {
    if (address < 0 || address + length > mapped) {
      return false;
    }
    MemorySegment.copy(storage, (int) address, target, ValueLayout.JAVA_BYTE, at, length);
    return true;
  }
}
