package io.zpci.nativedriver;

import java.lang.foreign.MemorySegment;

/** The memory of this process by address. Apart from the layouts: a JVM may refuse it. */
final class NativeMemory {
  /** Every address: who uses it has checked that something is there. */
  @SuppressWarnings("restricted") // the one module that needs native access
  static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private NativeMemory() {}
}
