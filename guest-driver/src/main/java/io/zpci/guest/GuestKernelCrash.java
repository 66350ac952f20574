package io.zpci.guest;

/**
 * The guest's kernel is gone: the real driver would have overwritten its own memory, or never have
 * come back. What it was doing is not undone; a driver that threw this is of no more use.
 */
public final class GuestKernelCrash extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A crash.
   *
   * @param cause what the kernel came across, few words: {@code response length 0}
   */
  public GuestKernelCrash(String cause) {
    super("guest kernel crash: " + cause);
  }
}
