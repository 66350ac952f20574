package io.zpci.route;

import io.zpci.arch.Rule;
import java.util.List;

/**
 * The checks of KVM where a guest's function is interpreted: the answer is an errno to QEMU, which
 * makes cc 1 with status 24 of each. Source: spec zpci 12.9; spec passthrough d.1.
 */
public final class KvmRules {
  private static final String EVIDENCE =
      "spec zpci 12.9; spec passthrough d.1; Linux 7.2 arch/s390/kvm/pci.c";

  /** A second registration: EINVAL. */
  public static final Rule REGISTERED =
      Rule.check("kvm.reg-aen.1", "The function's interrupts are not forwarded yet.", EVIDENCE);

  /** A vector over the end of its page: EINVAL. */
  public static final Rule VECTOR_PAGE =
      Rule.check("kvm.reg-aen.2", "The guest's vector lies in one page.", EVIDENCE);

  /** A vector that the guest has no storage for: EIO. */
  public static final Rule VECTOR_PIN =
      Rule.check("kvm.reg-aen.3", "The page of the guest's vector can be pinned.", EVIDENCE);

  /** A summary at a bad address: EINVAL. */
  public static final Rule SUMMARY_ALIGNMENT =
      Rule.check("kvm.reg-aen.4", "The guest's summary stands on a doubleword.", EVIDENCE);

  /** A summary that the guest has no storage for: EIO. */
  public static final Rule SUMMARY_PIN =
      Rule.check("kvm.reg-aen.5", "The page of the guest's summary can be pinned.", EVIDENCE);

  /** No host memory or no summary bit: ENOMEM. */
  public static final Rule MEMORY =
      Rule.check("kvm.reg-aen.6", "The host has memory and a summary bit left.", EVIDENCE);

  /** The machine refused the registration: EIO. */
  public static final Rule MPCIFC =
      Rule.check("kvm.reg-aen.7", "The machine takes the registration.", EVIDENCE);

  /** Nothing to end, or the machine refused to: EINVAL or EIO. */
  public static final Rule DEREGISTER =
      Rule.check("kvm.dereg-aen.1", "The function's interrupts are forwarded.", EVIDENCE);

  /** Every check, in order. */
  public static final List<Rule> ALL =
      List.of(
          REGISTERED,
          VECTOR_PAGE,
          VECTOR_PIN,
          SUMMARY_ALIGNMENT,
          SUMMARY_PIN,
          MEMORY,
          MPCIFC,
          DEREGISTER);

  private KvmRules() {}
}
