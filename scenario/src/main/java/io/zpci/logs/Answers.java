package io.zpci.logs;

import static io.zpci.logs.LoggedInstruction.MPCIFC;
import static io.zpci.logs.LoggedInstruction.PCILG;
import static io.zpci.logs.LoggedInstruction.PCILGI;
import static io.zpci.logs.LoggedInstruction.PCISTB;
import static io.zpci.logs.LoggedInstruction.PCISTBI;
import static io.zpci.logs.LoggedInstruction.PCISTG;
import static io.zpci.logs.LoggedInstruction.PCISTGI;
import static io.zpci.logs.LoggedInstruction.RPCIT;

import io.zpci.arch.Rule;
import io.zpci.arch.Status;
import io.zpci.machine.RuleTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which checks answer an instruction so that depends on more than its operands: on the function's
 * state, on its handle, on what was done before. Source: spec zpci 4, 6.3; spec passthrough e.2.
 */
final class Answers {
  private static final int PROGRAM_CHECK = -1;
  private static final Set<LoggedInstruction> ACCESSES = Set.of(PCILG, PCISTG, PCISTB);
  private static final Set<LoggedInstruction> MIO = Set.of(PCILGI, PCISTGI, PCISTBI);

  private static final List<Answer> ALL =
      List.of(
          new Answer(true, Set.of(PCILG), 3, 0, "qemu.pcilg.3", "qemu.pcilg.4"),
          new Answer(true, Set.of(PCILG), 1, Status.BLOCKED, "qemu.pcilg.5"),
          new Answer(true, Set.of(PCILG), 1, Status.INVAL_AS, "qemu.pcilg.6d"),
          new Answer(true, Set.of(PCISTG), 3, 0, "qemu.pcistg.3", "qemu.pcistg.4"),
          new Answer(true, Set.of(PCISTG), 1, Status.BLOCKED, "qemu.pcistg.5"),
          new Answer(true, Set.of(PCISTG), 1, Status.INVAL_AS, "qemu.pcistg.6d"),
          new Answer(true, Set.of(PCISTB), 3, 0, "qemu.pcistb.2", "qemu.pcistb.3"),
          new Answer(true, Set.of(PCISTB), 1, Status.BLOCKED, "qemu.pcistb.4"),
          new Answer(true, Set.of(PCISTB), 1, Status.INVAL_AS, "qemu.pcistb.5"),
          new Answer(true, Set.of(PCISTB), PROGRAM_CHECK, 0, "qemu.pcistb.9", "qemu.pcistb.11"),
          new Answer(true, Set.of(RPCIT), 3, 0, "qemu.rpcit.3"),
          new Answer(true, Set.of(RPCIT), 1, 40, "qemu.rpcit.4"),
          new Answer(true, Set.of(RPCIT), 1, 8, "qemu.rpcit.5", "qemu.rpcit.6", "qemu.rpcit.7"),
          new Answer(true, Set.of(RPCIT), 1, 16, "qemu.rpcit.8"),
          new Answer(true, Set.of(MPCIFC), 3, 0, "qemu.mpcifc.3"),
          new Answer(true, Set.of(MPCIFC), 1, 0, "qemu.mpcifc.measurement"),
          new Answer(true, Set.of(MPCIFC), 1, 4, "qemu.mpcifc.indicators"),
          new Answer(true, Set.of(MPCIFC), 1, 16, "qemu.mpcifc.anchor"),
          new Answer(true, Set.of(MPCIFC), 1, 24, "qemu.mpcifc.sequence"),
          new Answer(true, Set.of(MPCIFC), 1, 28, "qemu.mpcifc.space"),
          new Answer(
              true,
              Set.of(MPCIFC),
              PROGRAM_CHECK,
              0,
              "qemu.mpcifc.2",
              "qemu.mpcifc.6",
              "qemu.mpcifc.7",
              "qemu.mpcifc.anchor"),
          new Answer(true, MIO, PROGRAM_CHECK, 0, "qemu.mio"),
          new Answer(false, ACCESSES, 3, 0, "R-28"),
          new Answer(false, ACCESSES, 1, Status.FUNC_IN_ERR, "R-29"),
          new Answer(false, ACCESSES, 1, Status.BLOCKED, "R-29"),
          new Answer(false, ACCESSES, 1, Status.INVAL_AS, "R-27"),
          new Answer(false, MIO, PROGRAM_CHECK, 0, "firmware.mio", "R-01"),
          new Answer(false, MIO, 3, 0, "R-28"),
          new Answer(false, MIO, 1, Status.FUNC_IN_ERR, "R-29"),
          new Answer(false, MIO, 1, Status.BLOCKED, "R-29"),
          new Answer(false, Set.of(RPCIT), 1, 16, "firmware.rpcit.8"),
          new Answer(false, Set.of(MPCIFC), 1, 4, "firmware.mpcifc.indicators"),
          new Answer(false, Set.of(MPCIFC), 1, 24, "firmware.mpcifc.sequence"),
          new Answer(false, Set.of(MPCIFC), 1, 28, "firmware.mpcifc.space"),
          new Answer(
              false,
              Set.of(MPCIFC),
              PROGRAM_CHECK,
              0,
              "firmware.mpcifc.6",
              "firmware.mpcifc.7",
              "firmware.mpcifc.anchor"));

  private Answers() {}

  /** One way an instruction can end, and the checks that end it so. */
  private record Answer(
      boolean intercepted,
      Set<LoggedInstruction> instructions,
      int cc,
      int status,
      List<String> ids) {
    Answer(
        boolean intercepted,
        Set<LoggedInstruction> instructions,
        int cc,
        int status,
        String... ids) {
      this(intercepted, instructions, cc, status, List.of(ids));
    }

    boolean is(DebugEntry.Instruction ended, LoggedInstruction instruction, boolean byQemu) {
      return intercepted == byQemu
          && instructions.contains(instruction)
          && (ended.programCheck()
              ? cc == PROGRAM_CHECK
              : cc == ended.cc() && (cc != 1 || status == ended.status()));
    }
  }

  /**
   * The checks that end {@code instruction} as {@code ended} did.
   *
   * @param byQemu whether QEMU intercepts it; else the machine executes it
   */
  static List<Rule> of(
      DebugEntry.Instruction ended, LoggedInstruction instruction, boolean byQemu) {
    List<Rule> rules = new ArrayList<>();
    for (Answer answer : ALL) {
      if (answer.is(ended, instruction, byQemu)) {
        answer.ids().forEach(id -> rules.addAll(named(id)));
      }
    }
    return rules;
  }

  /** Every id that is named here, for tests. */
  static List<String> ids() {
    return ALL.stream().flatMap(answer -> answer.ids().stream()).distinct().toList();
  }

  static List<Rule> named(String id) {
    return RuleTable.all().stream().filter(rule -> rule.id().equals(id)).toList();
  }
}
