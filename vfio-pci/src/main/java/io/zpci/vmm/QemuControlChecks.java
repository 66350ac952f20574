package io.zpci.vmm;

import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import io.zpci.firmware.ControlRules;
import java.util.List;
import java.util.stream.Stream;

/**
 * The checks that QEMU makes of RPCIT, MPCIFC, STPCIFC and SIC, as data. Numbers are the steps of
 * spec zpci 4.4 to 4.7, words are lines of 6.3.
 */
final class QemuControlChecks {
  private static final String TABLE =
      "QEMU 5.2 to 10.2 s390-pci-inst.c, run on 11.1.2 (spec zpci 4.4 to 4.7)";
  private static final String OPERATIONS =
      "QEMU 5.2 to 10.2 s390-pci-inst.c, run on 11.1.2 (spec zpci 6.3)";
  private static final String SOURCE = "QEMU 5.2 to 10.2 s390-pci-inst.c (spec zpci 4.4 to 4.7)";

  /** RPCIT. */
  static final ControlRules.Rpcit RPCIT =
      new ControlRules.Rpcit(
          privileged("rpcit"),
          check("rpcit.2", "The register pair of RPCIT starts with an even register.", TABLE),
          check("rpcit.3", "The handle of RPCIT is that of an enabled function.", TABLE),
          check("rpcit.4", "RPCIT is for a function that is not in error.", TABLE),
          check("rpcit.5", "RPCIT needs a registered anchor that translates.", SOURCE),
          check(
              "rpcit.6",
              "The range of RPCIT does not lie wholly outside the registered one.",
              TABLE),
          check("rpcit.7", "The tables that RPCIT walks are well formed.", TABLE),
          check("rpcit.8", "After RPCIT the vfio container has a mapping left.", SOURCE));

  /** MPCIFC. */
  static final ControlRules.Mpcifc MPCIFC =
      new ControlRules.Mpcifc(
          privileged("mpcifc"),
          check("mpcifc.2", "The block of MPCIFC stands on a multiple of 8.", TABLE),
          check("mpcifc.3", "The handle of MPCIFC is that of an enabled function.", TABLE),
          check("mpcifc.5", "All of the block of MPCIFC is there.", SOURCE),
          check("mpcifc.6", "The block of MPCIFC has format 0.", TABLE),
          check("mpcifc.7", "The operation of MPCIFC is one of 2 to 7, 9 and 10.", TABLE),
          check(
              "mpcifc.indicators",
              "The indicators that MPCIFC registers are there, and KVM forwards where it is asked.",
              "QEMU 7.2 to 10.2 s390-pci-inst.c, s390-pci-kvm.c (spec zpci 6.3)"),
          check("mpcifc.space", "MPCIFC names DMA address space 0.", OPERATIONS),
          check(
              "mpcifc.sequence",
              "MPCIFC undoes what was done, does nothing twice, and resets what is in error.",
              OPERATIONS),
          check(
              "mpcifc.anchor",
              "An anchor designates a region-third table, and its range lies in the aperture.",
              OPERATIONS),
          check(
              "mpcifc.measurement",
              "The low 4 bits of a measurement block's address are 0.",
              OPERATIONS));

  /** MPCIFC, an anchor that is refused twice. */
  static final Rule IOAT_BOTH =
      Rule.check(
              "qemu.mpcifc.both",
              "What is refused is refused once: under KVM an anchor's program interruption is queued, and cc 1 with status 16 is set as well.",
              "QEMU 10.2 s390-pci-inst.c (spec zpci 6.3, Q-10)")
          .reacting(Reaction.REPORT)
          .unverified("deduced from source; the guest sees the interruption in both cases");

  /** STPCIFC. */
  static final ControlRules.Stpcifc STPCIFC =
      new ControlRules.Stpcifc(
          privileged("stpcifc"),
          check("stpcifc.2", "STPCIFC names DMA address space 0.", TABLE),
          check("stpcifc.3", "The block of STPCIFC stands on a multiple of 8.", TABLE),
          check(
              "stpcifc.4",
              "The handle of STPCIFC has a function's index, and is not enabled where that is not.",
              TABLE),
          check("stpcifc.5", "STPCIFC is for a function that is not in permanent error.", SOURCE),
          check("stpcifc.storage", "All of the block of STPCIFC is there.", SOURCE));

  /** SIC. */
  static final ControlRules.Sic SIC =
      new ControlRules.Sic(
          privileged("sic"),
          check("sic.2", "The operation of SIC is 0 or 1.", TABLE),
          check("sic.facility", "The guest has adapter-interruption suppression.", SOURCE));

  /** All four. */
  static final ControlRules CONTROLS = new ControlRules(RPCIT, MPCIFC, STPCIFC, SIC);

  /** Every one, in the order of the instructions and of their checks. */
  static final List<Rule> ALL =
      Stream.of(
              RPCIT.privileged(),
              RPCIT.pair(),
              RPCIT.handle(),
              RPCIT.error(),
              RPCIT.addressSpace(),
              RPCIT.range(),
              RPCIT.walk(),
              RPCIT.exhausted(),
              MPCIFC.privileged(),
              MPCIFC.alignment(),
              MPCIFC.handle(),
              MPCIFC.storage(),
              MPCIFC.format(),
              MPCIFC.operation(),
              MPCIFC.indicators(),
              MPCIFC.dmaSpace(),
              MPCIFC.sequence(),
              MPCIFC.anchor(),
              IOAT_BOTH,
              MPCIFC.measurement(),
              STPCIFC.privileged(),
              STPCIFC.dmaSpace(),
              STPCIFC.alignment(),
              STPCIFC.handle(),
              STPCIFC.permanentError(),
              STPCIFC.storage(),
              SIC.privileged(),
              SIC.operation(),
              SIC.suppression())
          .toList();

  private QemuControlChecks() {}

  private static Rule privileged(String instruction) {
    return check(instruction + ".1", "The instruction is issued in supervisor state.", TABLE);
  }

  private static Rule check(String id, String statement, String evidence) {
    return Rule.check("qemu." + id, statement, evidence);
  }
}
