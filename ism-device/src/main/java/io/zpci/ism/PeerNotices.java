package io.zpci.ism;

/**
 * Whom a fabric tells that a function is gone, into error or reset: those that share a DMB with it,
 * as owner or as user. That hardware raises these events is known from the driver's names for them;
 * when, in which order and to whom is unverified. Source: spec ism 4.2.
 */
public enum PeerNotices {
  /** Nobody. */
  NONE,
  /** Each of them, once: its GID is in error, or disabled. */
  DEVICE,
  /**
   * As {@link #DEVICE}, then for each DMB its owner or user that the other side is gone. A queue
   * holds few entries: more of them than it has overwrite each other.
   */
  BUFFERS
}
