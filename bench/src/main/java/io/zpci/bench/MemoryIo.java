package io.zpci.bench;

import io.zpci.arch.Register;
import io.zpci.linux.IoAccessors;
import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/** Accessors of plain memory, and nothing else: what a splitter costs is not theirs. */
final class MemoryIo implements IoAccessors {
  private final MemorySegment memory;
  private long accesses;

  MemoryIo(MemorySegment memory) {
    this.memory = memory;
  }

  @Override
  public long iomap(int bar) {
    return NULL;
  }

  @Override
  public void iounmap(long address) {}

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

  @Override
  public int configRead(int where, int size, Register value) {
    throw new UnsupportedOperationException("memory has no configuration space");
  }

  @Override
  public int configWrite(int where, int size, int value) {
    throw new UnsupportedOperationException("memory has no configuration space");
  }

  /** So that nobody can do without the accesses. */
  long accesses() {
    return accesses;
  }
}
