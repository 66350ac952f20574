package io.zpci.linux;

/** What a mapping is for; a function may write only where it is not {@link #TO_DEVICE}. */
public enum DmaDirection {
  /** Both ways. */
  BIDIRECTIONAL,
  /** The function reads. */
  TO_DEVICE,
  /** The function writes. */
  FROM_DEVICE
}
