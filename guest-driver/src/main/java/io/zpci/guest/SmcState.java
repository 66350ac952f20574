package io.zpci.guest;

/** The state of an SMC connection, named as {@code enum smc_state}. Source: spec ism 10.2, 10.3. */
public enum SmcState {
  /** Facts not exchanged yet. */
  INIT,
  /** Bytes go both ways. */
  ACTIVE,
  /** Shut down or closed here; nothing of that kind came from the peer. */
  PEERCLOSEWAIT1,
  /** As {@link #PEERCLOSEWAIT1}, and the peer is done writing. */
  PEERCLOSEWAIT2,
  /** The peer is done writing or closed; still open here. */
  APPCLOSEWAIT1,
  /** As {@link #APPCLOSEWAIT1}, and done writing here. */
  APPCLOSEWAIT2,
  /** Done writing here, the peer closed; not closed here. */
  APPFINCLOSEWAIT,
  /** Closed here after the peer was done writing; the peer's close is to come. */
  PEERFINCLOSEWAIT,
  /** The peer gave up; not closed here. */
  PROCESSABORT,
  /** Over. */
  CLOSED
}
