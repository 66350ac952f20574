package io.zpci.route;

import io.zpci.arch.InterruptionControls;
import io.zpci.arch.Issue;
import io.zpci.arch.PciInstruction;
import io.zpci.interrupt.ForwardingHandler;
import io.zpci.interrupt.Gait;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.Pages;
import org.jspecify.annotations.Nullable;

/**
 * Forwarding without the machine's assist: the host takes an interruption for its own summary bit,
 * and its handler sets the guest's summary and makes the guest's subclass pending. Source: spec
 * zpci 12.6, 12.9 (Linux {@code aen_process_gait}).
 *
 * <p>The summary is this function's alone; a real host's functions share one, which its handler
 * scans all the same.
 */
final class HostForwarder implements KvmForwarding.Forwarder {
  /** Where SIC's operand stands in the page, behind the summary. */
  private static final int BLOCK = 64;

  private long page = -1;
  private volatile @Nullable Gait gait;

  /** A forwarder that has registered nothing. */
  HostForwarder() {}

  @Override
  public long begin(LinuxKernel kernel, Gait newGait) {
    if (page < 0) {
      page = kernel.pages().allocate(Pages.PAGE);
      if (page < 0) {
        return page;
      }
      Kernel around = new Kernel(kernel);
      ForwardingHandler handler = new ForwardingHandler(kernel.storage(), around);
      kernel.adapterInterrupts(KvmForwarding.GAL_ISC, handler::handle);
      around.enableSingle();
    }
    gait = newGait;
    return page;
  }

  @Override
  public void end() {
    gait = null;
  }

  /** The host's kernel around the handler. */
  private final class Kernel implements ForwardingHandler.Kernel {
    private final LinuxKernel kernel;
    private final PciInstruction single;

    Kernel(LinuxKernel kernel) {
      this.kernel = kernel;
      this.single =
          new PciInstruction.Sic(
              Issue.HANDLE,
              InterruptionControls.SINGLE,
              (long) KvmForwarding.GAL_ISC << InterruptionControls.ISC_SHIFT,
              kernel.storage(),
              page + BLOCK);
    }

    @Override
    public long summary() {
      return page;
    }

    @Override
    public int summaryEnd() {
      return 1;
    }

    @Override
    public @Nullable Gait gait(int bit) {
      return gait;
    }

    @Override
    public void enableSingle() {
      int _ = kernel.cpu().execute(single);
    }
  }
}
