package io.zpci.vfio;

/** How a device is powered. Source: spec passthrough a.2, a.4. */
public enum Power {
  /** Working. */
  D0,
  /** Asleep: memory space does not answer. */
  D3HOT,
  /** Asleep, and cannot be resumed. */
  LOST
}
