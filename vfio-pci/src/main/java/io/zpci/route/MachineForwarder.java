package io.zpci.route;

import io.zpci.interrupt.Gait;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.Pages;

/**
 * Forwarding with the machine's assist: the machine itself sets the guest's summary and makes the
 * guest's subclass pending; the host sees nothing of it. Source: spec zpci 12.9.
 */
final class MachineForwarder implements KvmForwarding.Forwarder {
  private final Below host;
  private long summary = -1;

  MachineForwarder(Below host) {
    this.host = host;
  }

  @Override
  public long begin(LinuxKernel kernel, Gait gait) {
    if (summary < 0) {
      summary = kernel.pages().allocate(Pages.PAGE);
    }
    if (summary >= 0) {
      host.entry().forward(gait);
    }
    return summary;
  }

  @Override
  public void end() {
    host.entry().forward(null);
  }
}
