package io.zpci.firmware;

import io.zpci.arch.Confidence;
import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import java.util.List;
import java.util.stream.Stream;

/**
 * The firmware's rules, as data. Ids {@code R-..} are those of the ISM rule list (spec ism 7), ids
 * {@code firmware.*} are the checks beside it. The lists {@link #SINGLE}, {@link #SINGLE_MIO},
 * {@link #BLOCK}, {@link #BLOCK_RELAXED}, {@link #BLOCK_MIO} and {@link #BLOCK_RELAXED_MIO} give
 * the order in which {@link Firmware} makes them: the first that bites decides.
 *
 * <p>No mainframe ever confirmed that order (spec zpci 17.1). It is QEMU's (spec zpci 4.1 to 4.3)
 * without QEMU's quirks: fields count in full width, and a length that no register has is refused.
 */
public final class FirmwareChecks {
  /**
   * MIO addresses: an instruction by address needs an address that a function owns. Addressing
   * exception.
   */
  public static final Rule R_01 =
      new Rule(
          "R-01",
          "An MIO address belongs to a function with MIO; a function without is reached by its"
              + " handle only.",
          "spec ism 7 R-01: seed thread mail 003, ism-vfio-pci of Linux 7.2",
          Confidence.HIGH,
          Reaction.REFUSE,
          "that hardware answers an address which no function owns with an addressing exception"
              + " (spec zpci 17.3)");

  /** Relaxed blocks: the length. Specification exception. */
  public static final Rule R_04 =
      Rule.check(
          "R-04",
          "A block for a relaxed function has 1 byte at least and neither more than maxstbl nor"
              + " than 4096.",
          "spec ism 7 R-04: Linux ism_drv.c; QEMU 10.2 for a block that is too long");

  /** Relaxed blocks: 4 KiB. Specification exception. */
  public static final Rule R_05 =
      Rule.check(
          "R-05",
          "A block for a relaxed function stays inside 4 KiB of its space.",
          "spec ism 7 R-05: Linux ism_drv.c, ism-vfio-pci of Linux 7.2; QEMU 10.2");

  /** Single accesses: length and boundary. Operand exception. */
  public static final Rule R_14 =
      Rule.check(
              "R-14",
              "A single load or store of a BAR moves 1 to 8 bytes and does not cross the machine's"
                  + " boundary.",
              "spec ism 7 R-14: review of ism-vfio-pci; QEMU 10.2")
          .unverified(
              "which boundary hardware has: QEMU refuses to cross 8 bytes, IBM's list names 4 KiB"
                  + " (spec zpci 4.3, L-5)");

  /** Configuration space: lengths. Operand exception. */
  public static final Rule R_26 =
      Rule.check(
          "R-26",
          "An access to configuration space moves 1, 2 or 4 bytes inside one word.",
          "spec ism 7 R-26: QEMU 10.2; ism-vfio-pci of Linux 7.2");

  /** The space. Condition code 1, status 20. */
  public static final Rule R_27 =
      Rule.check(
          "R-27",
          "The space is a BAR, 0 to 5, or for single accesses configuration space, 15.",
          "spec ism 7 R-27: QEMU 10.2");

  /** The handle. Condition code 3. */
  public static final Rule R_28 =
      Rule.check(
          "R-28",
          "The handle is enabled and is, in all its bits, that of a function.",
          "spec ism 7 R-28: QEMU 10.2");

  /** The state. Condition code 1, status 12. */
  public static final Rule R_29 =
      Rule.check(
          "R-29",
          "The function is not in error.",
          "spec ism 7 R-29: QEMU 10.2; Linux also names status 8");

  /** Problem state. Privileged-operation exception. */
  public static final Rule R_30 =
      Rule.check(
          "R-30",
          "A PCI instruction other than the MIO forms of load and store is executed in supervisor"
              + " state.",
          "spec ism 7 R-30: QEMU 10.2; spec zpci 2");

  /** The space's end. Operand exception. */
  public static final Rule R_32 =
      new Rule(
          "R-32",
          "The space is there, and the access ends inside it.",
          "spec ism 7 R-32: ism-vfio-pci of Linux 7.2 (-EINVAL); QEMU 11.1 on a region that"
              + " refuses",
          Confidence.MEDIUM,
          Reaction.REFUSE,
          "hardware's answer is in no public source; QEMU's is an operand exception for a BAR, but all"
              + " ones past the end of configuration space (spec zpci 4.1)");

  /** The facility. Operation exception. */
  public static final Rule MIO =
      Rule.check(
          "firmware.mio",
          "The machine has the MIO facility (153).",
          "spec zpci 2: executed, QEMU has none");

  /** The register pair of a load or store. Specification exception. */
  public static final Rule PAIR =
      Rule.check(
          "firmware.pair",
          "The register pair of a load or store starts with an even register.",
          "spec zpci 4.1");

  /** Lengths without an access of that size. Operand exception. */
  public static final Rule SINGLE_LENGTH =
      Rule.check(
              "firmware.single.length",
              "A single load or store of a BAR moves 1, 2, 4 or 8 bytes.",
              "spec zpci 4.1: QEMU moves the lowest set bit of other lengths instead")
          .unverified(
              "what hardware answers to lengths 3, 5, 6 and 7 is in no source (spec zpci 17.1)");

  /** Strict blocks: offset. Specification exception. */
  public static final Rule PCISTB_OFFSET =
      Rule.check(
          "firmware.pcistb.offset",
          "The offset of a block for a strict function is a multiple of 8.",
          "spec zpci 4.3, line 5; IBM's list in Linux commit 80df7d6af7f6");

  /** Strict blocks: length. Specification exception. */
  public static final Rule PCISTB_LENGTH =
      Rule.check(
          "firmware.pcistb.length",
          "The length of a block for a strict function is a multiple of 8, above 8 and at most"
              + " maxstbl.",
          "spec zpci 4.3, line 6; IBM's list in Linux commit 80df7d6af7f6");

  /** Strict blocks: 4 KiB. Specification exception. */
  public static final Rule PCISTB_PAGE =
      Rule.check(
          "firmware.pcistb.page",
          "A block for a strict function stays inside 4 KiB of its space.",
          "spec zpci 4.3, line 7; IBM's list in Linux commit 80df7d6af7f6");

  /** Strict blocks: the source's alignment. Specification exception. */
  public static final Rule PCISTB_STORAGE =
      Rule.check(
          "firmware.pcistb.storage",
          "The storage address of a block for a strict function is a multiple of 8.",
          "spec zpci 4.3, line 8; IBM's list in Linux commit 80df7d6af7f6");

  /** Storage operands, of a block or of CLP. Addressing exception. */
  public static final Rule STORAGE =
      Rule.check(
          "firmware.storage",
          "Storage holds all of the instruction's operand.",
          "spec zpci 4.3, line 10");

  /** CLP's lengths. Operand exception. */
  public static final Rule CLP_LENGTH =
      Rule.check(
          "firmware.clp.length",
          "Request and response of CLP have lengths that are multiples of 8 and together fit into"
              + " 8192 bytes.",
          "spec zpci 4.8, lines 2 to 4");

  /** CLP list: room that does not end with an entry. Condition code 3, response code 0x0050. */
  public static final Rule CLP_LIST_ROOM =
      Rule.check(
          "firmware.clp.list",
          "The room for a list of functions ends with an entry.",
          "spec zpci 5.3");

  /** PCIWB in problem state: executed, and reported. */
  public static final Rule PCIWB =
      Rule.check("firmware.pciwb", "PCIWB is executed in supervisor state.", "spec zpci 2")
          .reacting(Reaction.REPORT)
          .unverified("whether PCIWB is allowed in problem state (spec zpci 17.3); here it is");

  /** The order for PCILG and PCISTG. */
  public static final List<Rule> SINGLE =
      List.of(R_30, PAIR, R_28, R_29, R_27, R_26, R_14, SINGLE_LENGTH, R_32);

  /** The order for PCILGI and PCISTGI. */
  public static final List<Rule> SINGLE_MIO =
      List.of(MIO, PAIR, R_01, R_28, R_29, R_14, SINGLE_LENGTH, R_32);

  /** The order for PCISTB to a strict function. */
  public static final List<Rule> BLOCK =
      List.of(
          R_30,
          R_28,
          R_29,
          R_27,
          PCISTB_OFFSET,
          PCISTB_LENGTH,
          PCISTB_PAGE,
          PCISTB_STORAGE,
          R_32,
          STORAGE);

  /** The order for PCISTB to a relaxed function. */
  public static final List<Rule> BLOCK_RELAXED =
      List.of(R_30, R_28, R_29, R_27, R_04, R_05, R_32, STORAGE);

  /** The order for PCISTBI to a strict function. */
  public static final List<Rule> BLOCK_MIO =
      List.of(
          MIO,
          R_01,
          R_28,
          R_29,
          PCISTB_OFFSET,
          PCISTB_LENGTH,
          PCISTB_PAGE,
          PCISTB_STORAGE,
          R_32,
          STORAGE);

  /** The order for PCISTBI to a relaxed function. */
  public static final List<Rule> BLOCK_RELAXED_MIO =
      List.of(MIO, R_01, R_28, R_29, R_04, R_05, R_32, STORAGE);

  /** The order for RPCIT, MPCIFC, STPCIFC and SIC. */
  public static final ControlRules CONTROLS =
      new ControlRules(
          new ControlRules.Rpcit(
              R_30,
              ControlChecks.RPCIT_PAIR,
              R_28,
              ControlChecks.RPCIT_ERROR,
              ControlChecks.RPCIT_ADDRESS_SPACE,
              ControlChecks.RPCIT_RANGE,
              ControlChecks.RPCIT_WALK,
              ControlChecks.RPCIT_EXHAUSTED),
          new ControlRules.Mpcifc(
              R_30,
              ControlChecks.MPCIFC_ALIGNMENT,
              R_28,
              STORAGE,
              ControlChecks.MPCIFC_FORMAT,
              ControlChecks.MPCIFC_OPERATION,
              ControlChecks.MPCIFC_INDICATORS,
              ControlChecks.MPCIFC_DMA_SPACE,
              ControlChecks.MPCIFC_SEQUENCE,
              ControlChecks.MPCIFC_ANCHOR,
              ControlChecks.MPCIFC_MEASUREMENT),
          new ControlRules.Stpcifc(
              R_30,
              ControlChecks.STPCIFC_DMA_SPACE,
              ControlChecks.STPCIFC_ALIGNMENT,
              ControlChecks.STPCIFC_HANDLE,
              ControlChecks.STPCIFC_PERMANENT_ERROR,
              STORAGE),
          new ControlRules.Sic(R_30, ControlChecks.SIC_OPERATION, ControlChecks.SIC_SUPPRESSION));

  private static final List<Rule> OTHERS =
      List.of(
          R_01,
          R_04,
          R_05,
          R_14,
          R_26,
          R_27,
          R_28,
          R_29,
          R_30,
          R_32,
          MIO,
          PAIR,
          SINGLE_LENGTH,
          PCISTB_OFFSET,
          PCISTB_LENGTH,
          PCISTB_PAGE,
          PCISTB_STORAGE,
          STORAGE,
          CLP_LENGTH,
          CLP_LIST_ROOM,
          PCIWB);

  /** Every rule of the firmware. */
  public static final List<Rule> ALL =
      Stream.concat(OTHERS.stream(), ControlChecks.ALL.stream()).toList();

  private FirmwareChecks() {}
}
