package io.zpci.bench;

import io.zpci.arch.Register;
import io.zpci.linux.IoAccessors;

/** Accessors without a device: nothing to map, and no configuration space. */
abstract class DevicelessIo implements IoAccessors {
  DevicelessIo() {}

  @Override
  public final long iomap(int bar) {
    return NULL;
  }

  @Override
  public final void iounmap(long address) {}

  @Override
  public final int configRead(int where, int size, Register value) {
    throw new UnsupportedOperationException("there is no configuration space");
  }

  @Override
  public final int configWrite(int where, int size, int value) {
    throw new UnsupportedOperationException("there is no configuration space");
  }
}
