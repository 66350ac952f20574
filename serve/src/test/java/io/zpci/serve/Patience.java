package io.zpci.serve;

import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.DmaMessages;
import io.zpci.vfiouser.ServerSettings;

/**
 * For tests in which everybody answers: how long each waits for the other is far more than a busy
 * machine takes, and is waited for only where something is wrong.
 */
final class Patience {
  private static final int MILLIS = 60_000;

  /** A client that tells nothing, as {@link ClientOptions#DEFAULT}. */
  static final ClientOptions CLIENT = ClientOptions.DEFAULT.withTimeout(MILLIS);

  static final ServerSettings SERVER = new ServerSettings(DmaMessages.PROTOCOL, MILLIS, MILLIS);

  private Patience() {}
}
