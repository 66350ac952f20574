package io.zpci.vfio;

/**
 * Whether a device's memory space answers at this moment; asked before every piece of an access.
 */
@FunctionalInterface
public interface MemoryState {
  /** Whether memory accesses may go out. Source: spec passthrough a.4, "Memory enabled". */
  boolean enabled();
}
