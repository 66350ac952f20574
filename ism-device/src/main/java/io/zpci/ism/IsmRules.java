package io.zpci.ism;

import io.zpci.arch.Confidence;
import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import io.zpci.firmware.FirmwareChecks;
import java.util.List;

/**
 * The rules of a write's way to ISM, as data: of spec ism 7. Those that the firmware
 * enforces are its own objects ({@link FirmwareChecks}), so that there is one source.
 */
public final class IsmRules {
  private static final String PROPOSAL = "what hardware answers is in no source; ";
  private static final String PROPOSED_STATUS =
      PROPOSAL + "condition code and status are a proposal (spec ism 7)";
  private static final String PROPOSED_RET =
      PROPOSAL + "the return code is a proposal (spec ism 2.4)";

  /** No MIO addresses; enforced by the firmware. */
  public static final Rule R_01 = FirmwareChecks.R_01;

  /** Blocks only. */
  public static final Rule R_02 =
      new Rule(
          "R-02",
          "A BAR is written with PCISTB; a PCISTG does not stand in for it.",
          "list mails of Dec 2020 and Jan 2021 (spec ism 7 R-02); the driver stores to configuration space only",
          Confidence.HIGH,
          Reaction.REFUSE,
          PROPOSED_STATUS);

  /** One block is one operation; seen only through what see. */
  public static final Rule R_03 =
      new Rule(
          "R-03",
          "One block of the source is one PCISTB and one operation of the device, neither cut nor merged.",
          "ism-vfio-pci of Linux 7.2; its cover letter; list mail of Dec 2020 (spec ism 7 R-03)",
          Confidence.HIGH,
          Reaction.REPORT,
          null);

  /** Length; enforced by the firmware. */
  public static final Rule R_04 = FirmwareChecks.R_04;

  /** 4 KiB; enforced by the firmware. */
  public static final Rule R_05 = FirmwareChecks.R_05;

  /** No alignment: nothing to enforce. */
  public static final Rule R_06 =
      new Rule(
          "R-06",
          "Offset, length and source of a block need no alignment: the function is a relaxed one.",
          "list mails of Dec 2020, Jan 2021 and Mar 2026 (spec ism 7 R-06)",
          Confidence.HIGH,
          Reaction.NONE,
          null);

  /** The source's page; not seen by the device. */
  public static final Rule R_07 =
      new Rule(
          "R-07",
          "The source of a block lies in one page.",
          "review of ism-vfio-pci, Mar 2026, against what the driver does (spec ism 7 R-07)",
          Confidence.LOW,
          Reaction.REPORT,
          "the driver sends from unaligned ring positions, so hardware may well allow it");

  /** The payload. */
  public static final Rule R_08 =
      new Rule(
          "R-08",
          "A command's payload is written before its header, as one block at 8 of the request's length less 8.",
          "Linux ism_drv.c (spec ism 7 R-08)",
          Confidence.HIGH,
          Reaction.REFUSE,
          PROPOSED_RET);

  /** The header. */
  public static final Rule R_09 =
      new Rule(
          "R-09",
          "A command's header is written last, as one block of 8 bytes at 0, and executes it.",
          "Linux ism_drv.c; list mail of Dec 2020: order triggers (spec ism 7 R-09)",
          Confidence.HIGH,
          Reaction.REFUSE,
          PROPOSED_RET);

  /** Header and payload in one. */
  public static final Rule R_10 =
      new Rule(
          "R-10",
          "Header and payload are not written in one block.",
          "no driver does it (spec ism 7 R-10)",
          Confidence.LOW,
          Reaction.REFUSE,
          PROPOSAL + "it may be legal; reaction REPORT accepts it");

  /** The header's length. */
  public static final Rule R_11 =
      new Rule(
          "R-11",
          "The header's length is that of the command's request, header included.",
          "Linux ism.h (spec ism 7 R-11)",
          Confidence.MEDIUM,
          Reaction.REFUSE,
          PROPOSED_RET);

  /** Reserved fields. */
  public static final Rule R_12 =
      new Rule(
          "R-12",
          "Reserved fields of a request are zero.",
          "Linux ism_drv.c clears its requests (spec ism 7 R-12)",
          Confidence.MEDIUM,
          Reaction.REPORT,
          PROPOSAL + "they are ignored here");

  /** How a response is loaded. */
  public static final Rule R_13 =
      new Rule(
          "R-13",
          "A response is loaded in doublewords, the header first, then ascending.",
          "Linux ism_drv.c (spec ism 7 R-13)",
          Confidence.HIGH,
          Reaction.REPORT,
          "shorter loads are said to be valid in theory (review of ism-vfio-pci, Mar 2026); they are tolerated here");

  /** The doubleword of a load; enforced by the firmware. */
  public static final Rule R_14 = FirmwareChecks.R_14;

  /** Completion; this function is never busy, so nothing breaks it. */
  public static final Rule R_15 =
      new Rule(
          "R-15",
          "A command is complete when the block with its header ends.",
          "Linux ism_drv.c does not poll (spec ism 7 R-15)",
          Confidence.HIGH,
          Reaction.NONE,
          null);

  /** How long a response stays; a promise of the device. */
  public static final Rule R_16 =
      new Rule(
          "R-16",
          "A response stays readable until the next header is written.",
          "Linux ism_drv.c (spec ism 7 R-16)",
          Confidence.MEDIUM,
          Reaction.NONE,
          null);

  /** One sequence at a time. */
  public static final Rule R_17 =
      new Rule(
          "R-17",
          "From the first block of a command to the last load of its response nobody else uses the space.",
          "data sheet, as reported in a list mail of Jul 2025 (spec ism 7 R-17)",
          Confidence.HIGH,
          Reaction.CORRUPT,
          "commands that overwrite each other were seen in the field; so were error events 0x0002 and 0x003A");

  /** Who may write. */
  public static final Rule R_18 =
      new Rule(
          "R-18",
          "A DMB is written by the function whose GID its owner named, and by no other.",
          "field of REG_DMB (spec ism 7 R-18)",
          Confidence.MEDIUM,
          Reaction.REFUSE,
          PROPOSED_STATUS);

  /** Live tokens. */
  public static final Rule R_19 =
      new Rule(
          "R-19",
          "The token of a move is that of a registered DMB.",
          "field of REG_DMB, event BUF 0x04 (spec ism 7 R-19)",
          Confidence.MEDIUM,
          Reaction.REFUSE,
          PROPOSED_STATUS);

  /** The DMB's end. */
  public static final Rule R_20 =
      new Rule(
          "R-20",
          "A move ends inside the DMB.",
          "memory safety; the kernel's loopback checks it since 7.2.12 (spec ism 7 R-20)",
          Confidence.MEDIUM,
          Reaction.REFUSE,
          PROPOSED_STATUS);

  /** VLANs. */
  public static final Rule R_21 =
      new Rule(
          "R-21",
          "Where one of the two requires a VLAN, owner and user share it.",
          "events BUF 0x05 and 0x06, command SET_VLAN (spec ism 7 R-21)",
          Confidence.MEDIUM,
          Reaction.REFUSE,
          PROPOSED_STATUS + "; so is which VLAN ids are compared");

  /** The signal comes last; a property of a sequence, not of one block. */
  public static final Rule R_22 =
      new Rule(
          "R-22",
          "The signal flag stands in the last block of a transfer only, and tells of all earlier ones.",
          "Linux ism_drv.c; SMC relies on it (spec ism 7 R-22)",
          Confidence.HIGH,
          Reaction.NONE,
          null);

  /** Who can be signalled. */
  public static final Rule R_23 =
      new Rule(
          "R-23",
          "A signal goes to an owner with an SBA, an event to a function with a queue.",
          "comment in Linux ism_drv.c (spec ism 7 R-23)",
          Confidence.MEDIUM,
          Reaction.DROP,
          PROPOSAL + "the signal is lost here, the data is not");

  /** Mapped when registered. */
  public static final Rule R_24 =
      new Rule(
          "R-24",
          "SBA, event queue and DMB lie in memory that is mapped for the function.",
          "Linux; error event 0x0002 in a list mail of Jul 2025 (spec ism 7 R-24)",
          Confidence.HIGH,
          Reaction.ERROR_STATE,
          "the status of later accesses: 12 as QEMU answers, Linux also names 8 (spec ism 7)");

  /** Mapped as long as registered. */
  public static final Rule R_25 =
      new Rule(
          "R-25",
          "The mapping of an SBA, event queue or DMB stays until it is unregistered or the function is reset.",
          "QEMU 10.2 resets passed-through functions before it unmaps (spec ism 7 R-25)",
          Confidence.HIGH,
          Reaction.ERROR_STATE,
          "the outcome of the block that finds it gone: the function in error is the owner's, not the sender's");

  /** Configuration space; enforced by the firmware. */
  public static final Rule R_26 = FirmwareChecks.R_26;

  /** The space; enforced by the firmware. */
  public static final Rule R_27 = FirmwareChecks.R_27;

  /** The handle; enforced by the firmware. */
  public static final Rule R_28 = FirmwareChecks.R_28;

  /** The state; enforced by the firmware. */
  public static final Rule R_29 = FirmwareChecks.R_29;

  /** Problem state; enforced by the firmware. */
  public static final Rule R_30 = FirmwareChecks.R_30;

  /**
   * What cannot be loaded or stored. Behind a firmware only a load of BAR 0 shows it: a BAR that is
   * not there is refused before, by R-32.
   */
  public static final Rule R_31 =
      new Rule(
          "R-31",
          "BAR 0 is not loaded, and BARs other than 0 and 2 are not used.",
          "no driver does it (spec ism 7 R-31)",
          Confidence.LOW,
          Reaction.REFUSE,
          PROPOSED_STATUS);

  /** The BAR's end; enforced by the firmware. */
  public static final Rule R_32 = FirmwareChecks.R_32;

  /** All, in order of their numbers. */
  public static final List<Rule> ALL =
      List.of(
          R_01, R_02, R_03, R_04, R_05, R_06, R_07, R_08, R_09, R_10, R_11, R_12, R_13, R_14, R_15,
          R_16, R_17, R_18, R_19, R_20, R_21, R_22, R_23, R_24, R_25, R_26, R_27, R_28, R_29, R_30,
          R_31, R_32);

  private IsmRules() {}
}
