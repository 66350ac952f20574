package io.zpci.route;

import io.zpci.interrupt.Gait;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.Pages;

/**
 * Forwarding with the machine's assist: the machine itself sets the guest's summary and makes the
 * guest's subclass pending; the host sees nothing of it. Source: spec zpci 12.9.
 */
final class MachineForwarder implements KvmForwarding.Forwarder {
  /** The host's subclass in the registration; no interruption of it is made. */
  private static final int GAL_ISC = 5;

  private final Below host;
  private long summary = -1;

  MachineForwarder(Below host) {
    this.host = host;
  }

  @Override
  public KvmForwarding.Summary begin(LinuxKernel kernel, Gait gait) {
    if (summary < 0) {
      summary = kernel.pages().allocate(Pages.PAGE);
    }
    if (summary >= 0) {
      host.entry().forward(gait);
    }
    return new KvmForwarding.Summary(GAL_ISC, summary, 0);
  }

  @Override
  public void end() {
    host.entry().forward(null);
  }
}
