package io.zpci.blocks;

/**
 * Told what happens on a plugin's socket, on the thread on which it happens. What it does takes
 * time from the guest.
 */
public interface PluginEvents {
  /** Nobody listens. */
  PluginEvents NONE = new PluginEvents() {};

  /** The plugin of a QEMU connected for its vCPU number {@code vcpu}. */
  default void connected(int vcpu) {}

  /**
   * A connection has ended: the plugin closed it, or what it did that ended it.
   *
   * @param vcpu -1 where it never said which
   * @param why one line
   */
  default void disconnected(int vcpu, String why) {}
}
