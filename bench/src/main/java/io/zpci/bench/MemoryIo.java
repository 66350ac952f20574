package io.zpci.bench;

import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/** Accessors of plain memory, and nothing else: what a splitter costs is not theirs. */
final class MemoryIo extends DevicelessIo {
  private final MemorySegment memory;
  private long accesses;

  MemoryIo(MemorySegment memory) {
    this.memory = memory;
  }

  @Override
  public long ioreadBe(long address, int width) {
    accesses++;
    return Layouts.getImage(memory, address, width);
  }

  @Override
  public void iowriteBe(long address, int width, long value) {
    accesses++;
    Layouts.putImage(memory, address, width, value);
  }

  /** So that nobody can do without the accesses. */
  long accesses() {
    return accesses;
  }
}
