package io.zpci.vmm;

import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import io.zpci.firmware.ControlRules;
import java.util.List;
import java.util.stream.Stream;

/**
 * The checks that QEMU's interception makes, as data, in the order in which it makes them. A rule's
 * number is the line of the specification's table; where one line holds several statements there
 * are several rules with that number.
 */
public final class QemuRules {
  /**
   * The checks of PCILG and of PCISTG, which differ in nothing but their name.
   *
   * @param privileged 1
   * @param oddPair 2
   * @param notEnabled 3
   * @param unknownHandle 4
   * @param state 5
   * @param length 6a
   * @param absentBar 6b, no such BAR
   * @param beyondBar 6b, past its end
   * @param refused 6b, size or alignment
   * @param configLength 6c
   * @param space 6d
   */
  public record Single(
      Rule privileged,
      Rule oddPair,
      Rule notEnabled,
      Rule unknownHandle,
      Rule state,
      Rule length,
      Rule absentBar,
      Rule beyondBar,
      Rule refused,
      Rule configLength,
      Rule space) {

    /** The rules, in order. */
    public List<Rule> all() {
      return List.of(
          privileged,
          oddPair,
          notEnabled,
          unknownHandle,
          state,
          length,
          absentBar,
          beyondBar,
          refused,
          configLength,
          space);
    }
  }

  private static final String TABLE =
      "QEMU 5.2 to 10.2 s390-pci-inst.c, run on 11.1.2 (spec passthrough e.2)";
  private static final String REGIONS =
      "QEMU s390-pci-inst.c and memory.c, run on 11.1.2 (spec passthrough e.3, e.4)";

  /** PCILG. */
  public static final Single PCILG = single("qemu.pcilg");

  /** PCISTG. */
  public static final Single PCISTG = single("qemu.pcistg");

  /** RPCIT, MPCIFC, STPCIFC and SIC. */
  public static final ControlRules CONTROLS = QemuControlChecks.CONTROLS;

  /** PCISTB in problem state. */
  public static final Rule PCISTB_PRIVILEGED =
      Rule.check("qemu.pcistb.1", "The instruction is issued in supervisor state.", TABLE);

  /** PCISTB, enable bit of the handle. */
  public static final Rule PCISTB_NOT_ENABLED =
      Rule.check("qemu.pcistb.2", "The enable bit of the handle is on.", TABLE);

  /** PCISTB, handle. */
  public static final Rule PCISTB_UNKNOWN_HANDLE =
      Rule.check("qemu.pcistb.3", "The whole handle is that of a function.", TABLE);

  /** PCISTB, state of the function. */
  public static final Rule PCISTB_STATE =
      Rule.check("qemu.pcistb.4", "The function is not in the error state.", TABLE);

  /** PCISTB, address space. */
  public static final Rule PCISTB_SPACE =
      Rule.check("qemu.pcistb.5", "The address space is a BAR, 0 to 5.", TABLE);

  /** PCISTB, alignment of the offset. */
  public static final Rule PCISTB_OFFSET =
      Rule.check("qemu.pcistb.6", "The offset of a block is a multiple of 8.", TABLE);

  /** PCISTB, length as such. */
  public static final Rule PCISTB_LENGTH =
      Rule.check(
          "qemu.pcistb.7", "A block is longer than 8 bytes and a multiple of 8 long.", TABLE);

  /** PCISTB, the group's largest block. */
  public static final Rule PCISTB_MAXSTBL =
      Rule.check("qemu.pcistb.7", "A block is not longer than the group's maxstbl.", TABLE);

  /** PCISTB, 4 KiB boundary. */
  public static final Rule PCISTB_BOUNDARY =
      Rule.check(
          "qemu.pcistb.8", "A block does not cross a 4 KiB boundary of its address space.", TABLE);

  /** PCISTB, alignment of the operand in storage. */
  public static final Rule PCISTB_STORAGE =
      Rule.check(
          "qemu.pcistb.9", "The storage operand of a block stands on a multiple of 8.", TABLE);

  /** PCISTB to a BAR that is not there. */
  public static final Rule PCISTB_ABSENT_BAR =
      Rule.check("qemu.pcistb.10", "The function has the BAR that a block names.", REGIONS);

  /** PCISTB past the end of a BAR. */
  public static final Rule PCISTB_BEYOND_BAR =
      Rule.check("qemu.pcistb.10", "A block lies inside its BAR.", REGIONS);

  /** PCISTB to a region that takes no 8-byte writes. */
  public static final Rule PCISTB_STEPS =
      Rule.check(
          "qemu.pcistb.10", "The region takes an 8-byte write at every step of a block.", REGIONS);

  /** PCISTB, asked for as one access of its whole length. */
  public static final Rule PCISTB_WHOLE =
      Rule.check(
          "qemu.pcistb.10",
          "The region takes one access as long as the whole block, which none does.",
          "QEMU 5.2 s390-pci-inst.c, fixed by b3834073dad1 in 6.0 (spec zpci Q-5)");

  /** PCISTB, operand past the end of storage. */
  public static final Rule PCISTB_OPERAND =
      Rule.check("qemu.pcistb.11", "All of the storage operand is there.", TABLE);

  /** A block that is longer than QEMU's buffer. */
  public static final Rule PCISTB_BUFFER =
      Rule.check(
              "qemu.pcistb.buffer",
              "A block fits QEMU's buffer of 128 bytes.",
              "spec passthrough e.2, g.27")
          .reacting(Reaction.REPORT)
          .unverified("QEMU 10.2 would overrun its buffer; deduced from source, never run");

  /** A release that takes 8 bits of a block's length for all of it. */
  public static final Rule PCISTB_LENGTH_BITS =
      Rule.check(
              "qemu.pcistb.length-bits",
              "A block's length has 13 bits, and all of them count.",
              "QEMU 5.2.0 s390-pci-inst.c, fixed in 6.0 (spec zpci 3, Q-1)")
          .reacting(Reaction.REPORT);

  /** The prototype's only check of a length. */
  public static final Rule RELAXED_LENGTH =
      Rule.check(
              "qemu.relaxed.7",
              "A relaxed block is 1 to maxstbl bytes long.",
              "the 2020 patches for relaxed alignment (spec zpci 4.3)")
          .unverified("the patches were never merged");

  /** A prototype's block or load that failed below. */
  public static final Rule PROTOTYPE_WRITE =
      Rule.check(
          "qemu.relaxed.12",
          "What a prototype hands down is done whole.",
          "the 2020 patches: a failed request is an operand exception (spec passthrough c.2)");

  /** An MIO instruction. */
  public static final Rule MIO =
      Rule.check(
          "qemu.mio",
          "The instruction is not one of MIO, of which QEMU has none.",
          "run on 11.1.2 (spec zpci 2)");

  /** Configuration space beyond 256 bytes. */
  public static final Rule CONFIG_BEYOND =
      Rule.check(
              "qemu.config.256",
              "The low 32 bits of an offset in configuration space are below 256.",
              "run on 11.1.2 (spec passthrough e.2)")
          .reacting(Reaction.DROP);

  /** Configuration space at an offset of more than 32 bits. */
  public static final Rule CONFIG_HIGH =
      Rule.check(
              "qemu.config.32",
              "An offset in configuration space has 32 bits: the rest does not count.",
              "run on 11.1.2 (spec passthrough e.2)")
          .reacting(Reaction.REPORT);

  /** Writes to the MSI-X table. */
  public static final Rule MSIX_TABLE =
      Rule.check(
              "qemu.msix.table",
              "The access stays clear of the MSI-X table, which is QEMU's own.",
              "run on 11.1.2 (spec passthrough e.3)")
          .reacting(Reaction.DROP);

  /** Writes to the pending bits. */
  public static final Rule PENDING_BITS =
      Rule.check(
              "qemu.msix.pba",
              "Pending bits are not written.",
              "run on 11.1.2 with a vfio-user function (spec passthrough e.3)")
          .reacting(Reaction.DROP)
          .unverified("never run with a function behind the kernel's vfio");

  /** An access that goes past the end of a BAR all the same. */
  public static final Rule FOREIGN_OFFSET =
      Rule.check(
              "qemu.region.foreign",
              "An access stays inside its BAR; past its end it may reach another region.",
              "QEMU 10.2.2 s390-pci-inst.c, fixed in 10.0.12 (spec passthrough e.3, g.8)")
          .reacting(Reaction.REPORT)
          .unverified("read from source, never run");

  /** An access to a BAR that is not there, in a release that does not look. */
  public static final Rule ABSENT_BAR =
      Rule.check(
              "qemu.region.absent",
              "The function has the BAR that the access names; this release does not look before it follows the pointer.",
              "QEMU 10.2.2 s390-pci-inst.c, fixed in 10.0.12 (spec passthrough e.3, g.8)")
          .unverified(
              "QEMU itself may end here; the model answers what releases with the check answer");

  /** A pread that failed or was short. */
  public static final Rule REGION_READ =
      Rule.check(
              "qemu.region.read",
              "A read of a region gives all bytes; else the guest gets all ones with cc 0.",
              "QEMU 10.2 hw/vfio/region.c (spec passthrough e.4, e.7)")
          .reacting(Reaction.CORRUPT);

  /** A pwrite that failed or was short. */
  public static final Rule REGION_WRITE =
      Rule.check(
              "qemu.region.write",
              "A write of a region takes all bytes; else only an error line is printed, and the guest gets cc 0.",
              "QEMU 10.2 hw/vfio/region.c (spec passthrough e.4, e.7)")
          .reacting(Reaction.DROP);

  /** A mapping that vfio does not make or undo. */
  public static final Rule DMA_MAP =
      Rule.check(
              "qemu.dma.map",
              "The vfio container maps and unmaps what it is asked; else only an error line is printed.",
              "QEMU 10.2 hw/vfio/common.c (spec passthrough a.9, e.2)")
          .reacting(Reaction.DROP)
          .unverified("read from source, never run");

  /** Pages below an invalid table entry that nobody unmaps. */
  public static final Rule RPCIT_SEGMENT =
      Rule.check(
              "qemu.rpcit.segment",
              "RPCIT unmaps in vfio what lies below a table entry that is invalid now.",
              "QEMU 7.2 to 10.2 s390-pci-inst.c (spec passthrough g.26)")
          .reacting(Reaction.DROP)
          .unverified("deduced from source, never run");

  /** A container's limit that its other functions are not told. */
  public static final Rule APERTURE =
      Rule.check(
              "qemu.plug.aperture",
              "A function is told no more I/O addresses than its vfio container has mappings.",
              "QEMU 10.0 to 10.2 s390-pci-vfio.c (spec zpci 11.5, Q-11; spec passthrough g.34)")
          .reacting(Reaction.REPORT)
          .unverified("deduced from source, never run");

  /** An ISM function that a guest's reset leaves as it is. */
  public static final Rule ISM_RESET =
      Rule.check(
              "qemu.reset.ism",
              "A guest's reset resets the function; ISM's only since 9.0.",
              "QEMU commit 68c691ca99a2 (spec zpci Q-7; spec passthrough g.14)")
          .reacting(Reaction.REPORT);

  /** Interrupt forwarding that a guest's reset leaves as it is. */
  public static final Rule FORWARDING_RESET =
      Rule.check(
              "qemu.reset.forwarding",
              "A guest's reset ends interrupt forwarding; else the next registration fails.",
              "QEMU 10.2.2 s390-pci-bus.c, fixed in 10.0.11 (spec passthrough g.11)")
          .reacting(Reaction.REPORT);

  /** SET_IRQS that failed. */
  public static final Rule SET_IRQS =
      Rule.check(
              "qemu.vfio.irqs",
              "SET_IRQS does what it is asked; else only an error line is printed, and the vectors stay silent.",
              "QEMU 10.2 hw/vfio/pci.c (spec passthrough a.7, e.6)")
          .reacting(Reaction.DROP);

  /** A function without MSI-X that is not interpreted. */
  public static final Rule PLUG_MSIX =
      Rule.check(
          "qemu.plug.7",
          "A function that is not interpreted has MSI-X; up to 7.1 every function has.",
          "QEMU 5.2 to 10.2 s390-pci-bus.c, run on 11.1.2 (spec passthrough d.2, g.1)");

  /** CLP in problem state. */
  public static final Rule CLP_PRIVILEGED =
      Rule.check("qemu.clp.1", "The instruction is issued in supervisor state.", "spec zpci 4.8");

  /** CLP, block past the end of storage. */
  public static final Rule CLP_STORAGE =
      Rule.check("qemu.clp.storage", "All of request and response is there.", "spec zpci 4.8");

  /** CLP, length of the request. */
  public static final Rule CLP_REQUEST =
      Rule.check(
          "qemu.clp.2", "A request is 16 to 8184 bytes long, a multiple of 8.", "spec zpci 4.8");

  /** CLP, length of the response. */
  public static final Rule CLP_RESPONSE =
      Rule.check(
          "qemu.clp.3", "A response is 8 to 8176 bytes long, a multiple of 8.", "spec zpci 4.8");

  /** CLP, length of both. */
  public static final Rule CLP_SUM =
      Rule.check(
          "qemu.clp.4",
          "Request and response are at most 8192 bytes long together.",
          "spec zpci 4.8");

  /** Every rule of QEMU's interception, in the order of the instructions and of their checks. */
  public static final List<Rule> ALL =
      Stream.of(
              PCILG.all(),
              PCISTG.all(),
              List.of(
                  PCISTB_PRIVILEGED,
                  PCISTB_NOT_ENABLED,
                  PCISTB_UNKNOWN_HANDLE,
                  PCISTB_STATE,
                  PCISTB_SPACE,
                  PCISTB_OFFSET,
                  PCISTB_LENGTH,
                  PCISTB_MAXSTBL,
                  PCISTB_BOUNDARY,
                  PCISTB_STORAGE,
                  PCISTB_ABSENT_BAR,
                  PCISTB_BEYOND_BAR,
                  PCISTB_STEPS,
                  PCISTB_WHOLE,
                  PCISTB_OPERAND,
                  PCISTB_BUFFER,
                  PCISTB_LENGTH_BITS,
                  RELAXED_LENGTH,
                  PROTOTYPE_WRITE),
              List.of(
                  MIO,
                  CONFIG_BEYOND,
                  CONFIG_HIGH,
                  MSIX_TABLE,
                  PENDING_BITS,
                  FOREIGN_OFFSET,
                  ABSENT_BAR,
                  REGION_READ,
                  REGION_WRITE,
                  DMA_MAP,
                  RPCIT_SEGMENT,
                  APERTURE,
                  ISM_RESET,
                  FORWARDING_RESET,
                  SET_IRQS,
                  PLUG_MSIX),
              List.of(CLP_PRIVILEGED, CLP_STORAGE, CLP_REQUEST, CLP_RESPONSE, CLP_SUM),
              QemuControlChecks.ALL)
          .flatMap(List::stream)
          .toList();

  private QemuRules() {}

  private static Single single(String name) {
    return new Single(
        Rule.check(name + ".1", "The instruction is issued in supervisor state.", TABLE),
        Rule.check(name + ".2", "The register pair starts with an even register.", TABLE),
        Rule.check(name + ".3", "The enable bit of the handle is on.", TABLE),
        Rule.check(name + ".4", "The whole handle is that of a function.", TABLE),
        Rule.check(name + ".5", "The function is not in the error state.", TABLE),
        Rule.check(
            name + ".6a", "The length is not 0 and the access stays inside a doubleword.", TABLE),
        Rule.check(name + ".6b", "The function has the BAR that the access names.", REGIONS),
        Rule.check(name + ".6b", "The access lies inside its BAR.", REGIONS),
        Rule.check(name + ".6b", "The region takes accesses of this size and alignment.", REGIONS),
        Rule.check(
            name + ".6c",
            "In configuration space the length is 1, 2 or 4 and stays inside a word.",
            TABLE),
        Rule.check(
            name + ".6d",
            "The address space is a BAR, 0 to 5, or configuration space, 15.",
            TABLE));
  }
}
