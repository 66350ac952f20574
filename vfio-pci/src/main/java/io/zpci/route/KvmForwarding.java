package io.zpci.route;

import io.zpci.arch.Fib;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.arch.Status;
import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.Gait;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxKernel;
import io.zpci.linux.Pages;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vmm.Forwarding;

/**
 * {@code KVM_S390_ZPCI_OP}: the host registers the guest's vector with the machine, under a summary
 * bit of its own, and has the machine forward it: the guest's summary bit and the guest's facility
 * (its GISA), without a stop in the host. Source: spec zpci 12.9; spec passthrough d.1 (Linux
 * {@code kvm/pci.c}).
 *
 * <p>The call carries no offset of the first bit in the vector: a guest's {@code aibvo} counts as
 * 0. A guest's summary address of 0 is none.
 */
final class KvmForwarding implements Forwarding {
  /**
   * The host's subclass of such interruptions; where the machine forwards by itself, none is made.
   * Source: spec zpci 12.1 (GIB alert).
   */
  static final int GAL_ISC = 5;

  private static final long PAGE_MASK = Pages.PAGE - 1;
  private static final int DOUBLEWORD_MASK = 7;

  private final Below host;
  private final Guest guest;
  private final AdapterInterruption to;
  private final Forwarder forwarder;
  private final Tap tap;
  private long page = -1;
  private boolean registered;

  /** Who brings a host's summary bit to the guest: the machine, or the host's own handler. */
  interface Forwarder {
    /**
     * From now on the function's summary is {@code gait}'s.
     *
     * @param kernel the host's
     * @return where the host's summary of the function stands, its bit the first there; a negative
     *     errno where the host has no storage left
     */
    long begin(LinuxKernel kernel, Gait gait);

    /** Nothing is forwarded any more. */
    void end();
  }

  /**
   * Forwarding of the function of {@code host} to {@code guest}, by {@code forwarder}.
   *
   * @param to the guest's facility as the forwarder reaches it
   */
  KvmForwarding(Below host, Guest guest, AdapterInterruption to, Forwarder forwarder, Tap tap) {
    this.host = host;
    this.guest = guest;
    this.to = to;
    this.forwarder = forwarder;
    this.tap = tap;
  }

  @Override
  public int register(InterruptRegistration asked) {
    if (registered) {
      return refuse(KvmRules.REGISTERED, Errno.EINVAL);
    }
    int refused = check(asked);
    if (refused != 0) {
      return refused;
    }
    LinuxKernel kernel = host.kernel().get();
    if (page < 0) {
      page = kernel.pages().allocate(Pages.PAGE);
    }
    if (page < 0) {
      return refuse(KvmRules.MEMORY, Errno.ENOMEM);
    }
    boolean summary = asked.aisb() != 0;
    Gait gait =
        new Gait(to, asked.isc(), guest.origin() + asked.aisb(), summary ? asked.aisbo() : -1);
    long own = forwarder.begin(kernel, gait);
    if (own < 0) {
      return refuse(KvmRules.MEMORY, Errno.ENOMEM);
    }
    InterruptRegistration onHost =
        new InterruptRegistration(
            GAL_ISC, asked.noi(), summary, guest.origin() + asked.aibv(), 0, own, 0);
    if (modify(kernel, Fib.REG_INT, onHost) != Outcome.OK) {
      forwarder.end();
      return refuse(KvmRules.MPCIFC, Errno.EIO);
    }
    registered = true;
    return 0;
  }

  private int check(InterruptRegistration asked) {
    GuestStorage storage = guest.storage();
    long bytes = (asked.noi() + Byte.SIZE - 1L) / Byte.SIZE;
    if ((asked.aibv() & PAGE_MASK) + bytes > Pages.PAGE) {
      return refuse(KvmRules.VECTOR_PAGE, Errno.EINVAL);
    }
    if (!storage.contains(asked.aibv() & ~PAGE_MASK, Pages.PAGE)) {
      return refuse(KvmRules.VECTOR_PIN, Errno.EIO);
    }
    if ((asked.aisb() & DOUBLEWORD_MASK) != 0) {
      return refuse(KvmRules.SUMMARY_ALIGNMENT, Errno.EINVAL);
    }
    if (asked.aisb() != 0 && !storage.contains(asked.aisb() & ~PAGE_MASK, Pages.PAGE)) {
      return refuse(KvmRules.SUMMARY_PIN, Errno.EIO);
    }
    return 0;
  }

  @Override
  public int deregister() {
    if (!registered) {
      return refuse(KvmRules.DEREGISTER, Errno.EINVAL);
    }
    int outcome = modify(host.kernel().get(), Fib.DEREG_INT, InterruptRegistration.NONE);
    boolean gone =
        outcome == Outcome.OK
            || outcome == Outcome.INVALID_HANDLE
            || outcome == Outcome.error(Status.FUNC_ALREADY_ENABLED);
    if (!gone) {
      return refuse(KvmRules.DEREGISTER, Errno.EIO);
    }
    forwarder.end();
    registered = false;
    return 0;
  }

  private int modify(LinuxKernel kernel, int operation, InterruptRegistration registration) {
    GuestStorage storage = kernel.storage();
    for (int at = 0; at < Fib.SIZE; at += Long.BYTES) {
      storage.putLong(page + at, 0);
    }
    registration.encode(storage, page);
    long request = Request.of(host.entry().handle(), 0, operation);
    return kernel.cpu().execute(new PciInstruction.Mpcifc(Issue.HANDLE, request, storage, page));
  }

  private int refuse(Rule rule, int errno) {
    tap.broken(rule);
    return -errno;
  }
}
