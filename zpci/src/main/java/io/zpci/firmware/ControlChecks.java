package io.zpci.firmware;

import io.zpci.arch.Rule;
import java.util.List;

/**
 * The firmware's own checks of RPCIT, MPCIFC, STPCIFC and SIC, as data. Numbers are the steps of
 * spec zpci 4.4 to 4.7, words are lines of 6.3. What is checked for other instructions too stands
 * in {@link FirmwareChecks}, and so does the order. The answers are QEMU's, for no other are known
 * (spec zpci 17.1).
 */
final class ControlChecks {
  /** RPCIT, R2. Specification exception. */
  static final Rule RPCIT_PAIR =
      Rule.check(
          "firmware.rpcit.2",
          "The register pair of RPCIT starts with an even register.",
          "spec zpci 4.4, line 2");

  /** RPCIT, the state. Condition code 1, status 40. */
  static final Rule RPCIT_ERROR =
      Rule.check(
          "firmware.rpcit.4",
          "RPCIT is for a function that is not in error.",
          "spec zpci 4.4, line 4: executed");

  /** RPCIT, the anchor. Event 0x0001, condition code 1, status 8. */
  static final Rule RPCIT_ADDRESS_SPACE =
      Rule.check(
          "firmware.rpcit.5",
          "RPCIT needs a registered anchor that translates.",
          "spec zpci 4.4, line 5");

  /** RPCIT, the range. Event 0x0002, condition code 1, status 8. */
  static final Rule RPCIT_RANGE =
      Rule.check(
              "firmware.rpcit.6",
              "The range of RPCIT lies in the registered one.",
              "spec zpci 4.4, line 6: executed")
          .unverified(
              "how hardware bounds the range; QEMU refuses it only where all of it is outside (spec zpci 11.4)");

  /** RPCIT, the walk. Event, condition code 1, status 8. */
  static final Rule RPCIT_WALK =
      Rule.check(
          "firmware.rpcit.7",
          "The tables that RPCIT walks are well formed.",
          "spec zpci 4.4, line 7; 11.3: executed");

  /** RPCIT, resources. Condition code 1, status 16. */
  static final Rule RPCIT_EXHAUSTED =
      Rule.check("firmware.rpcit.8", "RPCIT finds a mapping left.", "spec zpci 4.4, line 8");

  /** MPCIFC, the address. Specification exception. */
  static final Rule MPCIFC_ALIGNMENT =
      Rule.check(
          "firmware.mpcifc.2",
          "The block of MPCIFC is 8-byte aligned.",
          "spec zpci 4.5, line 2: executed");

  /** MPCIFC, the format. Operand exception. */
  static final Rule MPCIFC_FORMAT =
      Rule.check(
          "firmware.mpcifc.6",
          "The block of MPCIFC has format 0.",
          "spec zpci 4.5, line 6: executed");

  /** MPCIFC, the operation. Operand exception. */
  static final Rule MPCIFC_OPERATION =
      Rule.check(
              "firmware.mpcifc.7",
              "The operation of MPCIFC is one of 2 to 7, 9 and 10.",
              "spec zpci 4.5, line 7: executed")
          .unverified("which operations a machine with directed interrupts takes (spec zpci 17.6)");

  /** MPCIFC, the indicators. Condition code 1, status 4. */
  static final Rule MPCIFC_INDICATORS =
      Rule.check(
              "firmware.mpcifc.indicators",
              "Storage holds the indicators that MPCIFC registers.",
              "spec zpci 6.3, operation 2")
          .unverified("what hardware looks at when indicators are registered (spec zpci 17.4)");

  /** MPCIFC, the DMA address space. Condition code 1, status 28. */
  static final Rule MPCIFC_DMA_SPACE =
      Rule.check(
          "firmware.mpcifc.space",
          "MPCIFC names DMA address space 0.",
          "spec zpci 6.3, operations 4 to 6: executed");

  /** MPCIFC, the order. Condition code 1, status 24. */
  static final Rule MPCIFC_SEQUENCE =
      Rule.check(
          "firmware.mpcifc.sequence",
          "MPCIFC undoes what was done, and does not do it twice.",
          "spec zpci 6.3: executed");

  /** MPCIFC, the anchor. Operand exception. */
  static final Rule MPCIFC_ANCHOR =
      Rule.check(
              "firmware.mpcifc.anchor",
              "Range, designation and translation of an anchor are the group's.",
              "spec zpci 6.3, operation 4: executed")
          .unverified("which designations hardware takes (spec zpci 17.5)");

  /** MPCIFC, the measurement block. Event 0x002c, condition code 1. */
  static final Rule MPCIFC_MEASUREMENT =
      Rule.check(
          "firmware.mpcifc.measurement",
          "A measurement block has key 0 and a 16-byte aligned address.",
          "spec zpci 6.3, operation 10: executed");

  /** STPCIFC, the DMA address space. Condition code 1, status 28. */
  static final Rule STPCIFC_DMA_SPACE =
      Rule.check(
          "firmware.stpcifc.2",
          "STPCIFC names DMA address space 0.",
          "spec zpci 4.6, line 2: executed");

  /** STPCIFC, the address. Specification exception. */
  static final Rule STPCIFC_ALIGNMENT =
      Rule.check(
          "firmware.stpcifc.3",
          "The block of STPCIFC is 8-byte aligned.",
          "spec zpci 4.6, line 3: executed");

  /** STPCIFC, the index. Condition code 3. */
  static final Rule STPCIFC_HANDLE =
      Rule.check(
          "firmware.stpcifc.4",
          "The handle of STPCIFC has the index of a function, and is not enabled where that is not.",
          "spec zpci 4.6, lines 4 and 5: executed");

  /** STPCIFC, the state. Condition code 1, status 8. */
  static final Rule STPCIFC_PERMANENT_ERROR =
      Rule.check(
          "firmware.stpcifc.5",
          "STPCIFC is for a function that is not in permanent error.",
          "spec zpci 4.6, line 5");

  /** SIC, the operation. Operand exception. */
  static final Rule SIC_OPERATION =
      Rule.check(
              "firmware.sic.2",
              "The operation of SIC is 0 or 1.",
              "spec zpci 4.7, line 2: executed")
          .unverified("which operations a machine with directed interrupts takes (spec zpci 17.6)");

  /** SIC, the facility. Operation exception. */
  static final Rule SIC_SUPPRESSION =
      Rule.check(
              "firmware.sic.facility",
              "The machine has adapter-interruption suppression (72).",
              "spec zpci 4.7, line 2")
          .unverified("whether hardware's suppression is QEMU's (spec zpci 17.6)");

  /** All of them. */
  static final List<Rule> ALL =
      List.of(
          RPCIT_PAIR,
          RPCIT_ERROR,
          RPCIT_ADDRESS_SPACE,
          RPCIT_RANGE,
          RPCIT_WALK,
          RPCIT_EXHAUSTED,
          MPCIFC_ALIGNMENT,
          MPCIFC_FORMAT,
          MPCIFC_OPERATION,
          MPCIFC_INDICATORS,
          MPCIFC_DMA_SPACE,
          MPCIFC_SEQUENCE,
          MPCIFC_ANCHOR,
          MPCIFC_MEASUREMENT,
          STPCIFC_DMA_SPACE,
          STPCIFC_ALIGNMENT,
          STPCIFC_HANDLE,
          STPCIFC_PERMANENT_ERROR,
          SIC_OPERATION,
          SIC_SUPPRESSION);

  private ControlChecks() {}
}
