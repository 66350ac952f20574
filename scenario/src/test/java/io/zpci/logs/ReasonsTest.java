package io.zpci.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.arch.ClpCode;
import io.zpci.arch.Pec;
import io.zpci.arch.Rule;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Routes;
import io.zpci.machine.RuleTable;
import io.zpci.machine.Stack;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonsTest {
  private static DebugEntry.Instruction ended(
      LoggedInstruction instruction, int cc, int status, long first, long second) {
    return DebugEntry.Instruction.lettered(
        new Place("a", 1, 2),
        new Stamp(0, 0, 0, false, 0, "x"),
        instruction,
        cc,
        status,
        first,
        second);
  }

  private static List<Reason> why(Account account, DebugEntry.Instruction ended) {
    return new Reasons(account, Stack.newest(), null, null).of(ended);
  }

  private static String ids(Reason reason) {
    return reason.rules().stream().map(Rule::id).collect(Collectors.joining(" "));
  }

  /** The model refuses these by their operands. */
  @ParameterizedTest
  @CsvSource({
    // a marker of interception: QEMU
    "PCISTB, -6, 0, 0x8001000b00020008, 0x0, bar-rw, qemu.pcistb.7",
    "PCISTB, -6, 0, 0x8001000b00020010, 0x4, bar-rw, qemu.pcistb.6",
    "PCISTB, -6, 0, 0x8001000b00000100, 0x0, bar-rw, qemu.pcistb.7",
    "PCISTB, -6, 0, 0x8001000b00000040, 0xff0, bar-rw, qemu.pcistb.8",
    "PCISTB, 1, 20, 0x8001000b00060010, 0x0, bar-rw, qemu.pcistb.5",
    "PCISTG, -6, 0, 0x8001000b00020008, 0x4, bar-rw, qemu.pcistg.6a",
    "PCILG, -6, 0, 0x8002000b000f0003, 0x4, bar-rw, qemu.pcilg.6c",
    // none: the machine itself
    "PCISTB, -6, 0, 0x8000000b00000008, 0x0, lpar, firmware.pcistb.length",
    "PCILG, -6, 0, 0x8000000b000f0003, 0x4, lpar, R-26",
    "PCISTG, 1, 20, 0x8000000b00080004, 0x0, lpar, R-27"
  })
  void byOperands(
      LoggedInstruction instruction,
      int cc,
      int status,
      String first,
      String second,
      String route,
      String rule) {
    Reason reason =
        why(
                new Account(),
                ended(
                    instruction,
                    cc,
                    status,
                    Long.parseUnsignedLong(first.substring(2), 16),
                    Long.decode(second)))
            .getFirst();
    assertEquals(Reason.Kind.MODEL, reason.kind(), reason.sentence());
    assertEquals(route, reason.route());
    assertEquals(rule, ids(reason));
    assertFalse(reason.rules().getFirst().evidence().isBlank());
  }

  /** The model's function is in good order: what depends on its state is named, not reproduced. */
  @ParameterizedTest
  @CsvSource({
    "PCISTB, 1, 12, 0x8001000b00000010, qemu.pcistb.4",
    "PCISTG, 1, 12, 0x8001000b00000004, qemu.pcistg.5",
    "PCILG, 1, 12, 0x8001000b00000004, qemu.pcilg.5",
    "PCILG, 3, 0, 0x8001000b00000004, qemu.pcilg.3 qemu.pcilg.4",
    "PCILG, 3, 0, 0x0001000b00000004, qemu.pcilg.3",
    "PCISTB, -6, 0, 0x8001000b00000010, qemu.pcistb.9 qemu.pcistb.11",
    "PCISTB, 1, 12, 0x8000000a00000010, R-29",
    "PCILG, 1, 8, 0x8000000a00000004, R-29",
    "PCILG, 3, 0, 0x8000000a00000004, R-28",
    "MPCIFC, 1, 24, 0x8001000b00000002, qemu.mpcifc.sequence",
    "MPCIFC, 1, 24, 0x8000000b00000002, firmware.mpcifc.sequence",
    "MPCIFC, -6, 0, 0x8001000b00000001, qemu.mpcifc.2 qemu.mpcifc.6 qemu.mpcifc.7 qemu.mpcifc.anchor",
    "RPCIT, 1, 16, 0x0000000100000000, firmware.rpcit.8",
    "PCISTBI, -6, 0, 0x4000000000000000, firmware.mio R-01",
    "PCILGI, 3, 0, 0x4000000000000000, R-28"
  })
  void byState(LoggedInstruction instruction, int cc, int status, String first, String rules) {
    Reason reason =
        why(
                new Account(),
                ended(instruction, cc, status, Long.parseUnsignedLong(first.substring(2), 16), 0x0))
            .getFirst();
    assertEquals(Reason.Kind.STATE, reason.kind(), reason.sentence());
    assertEquals(rules, ids(reason));
  }

  @Test
  void theExampleOfTheLayoutIsExplained() {
    Account account = Logs.samples("s390dbf-linux-6.1.txt");
    DebugEntry.Instruction example = account.refusals().getFirst().instruction();
    Reason reason = why(account, example).getFirst();
    assertEquals(
        "the model would not refuse it so: on lpar a function in good order (ism): delivered, told"
            + " cc 0; checks that answer so: R-29: The function is not in error.",
        reason.sentence());
    assertEquals(List.of(), reason.notes());
  }

  @Test
  void whatNothingAnswersIsSaid() {
    Reason busy =
        why(new Account(), ended(LoggedInstruction.PCILG, 2, 0, 0x8001000b_00000004L, 0))
            .getFirst();
    assertEquals(Reason.Kind.OPEN, busy.kind());
    assertEquals(
        List.of(
            "QEMU never answers so; Linux repeats a load, store or block by handle until it is"
                + " done"),
        busy.notes());
    Reason mpcifc =
        why(new Account(), ended(LoggedInstruction.MPCIFC, 2, 0, 0x8001000b_00000002L, 0))
            .getFirst();
    assertEquals("no check of the model answers so", mpcifc.sentence());
    assertNull(mpcifc.route());
  }

  /** Of what the old layout leaves open, what the model refuses in this way is told. */
  @Test
  void ofSeveralInstructionsTheOneThatEndsSoIsTold() {
    Account account = Logs.samples("s390dbf-linux-5.10.txt");
    DebugEntry.Instruction check = account.refusals().get(4).instruction();
    assertEquals("PCILG, PCISTG or PCISTB", Sentences.names(check.instructions()));
    List<Reason> reasons = why(account, check);
    assertEquals(
        List.of(LoggedInstruction.PCISTB), reasons.stream().map(Reason::instruction).toList());
    assertEquals("qemu.pcistb.7", ids(reasons.getFirst()));
  }

  @Test
  void theLogsSayMoreOfTheFunction() {
    String error = "00 01607500000:000100 0 - 0000 000003ffe0128c02  ";
    Account account =
        Logs.of(
                error + "65 72 72 6f 72 20 43 43 44 46 3a 0a 00 00 00 00 | error CCDF:.....",
                error + "00 00 00 00 80 01 00 0b 00 00 00 22 00 00 00 00 | ................",
                error + "00 00 00 00 1f ff f0 00 00 00 00 00 00 00 00 3a | ................")
            .account();
    assertEquals(
        List.of(
            "there is an error event of this function: pec 0x3a (SERVAC: service action: the error"
                + " that can be recovered from), log:1-3"),
        why(account, ended(LoggedInstruction.PCISTG, 1, 12, 0x8001000b_00000004L, 0))
            .getFirst()
            .notes());
    assertEquals(
        List.of(
            "no log has this handle; function 0x22 has handle 0x8001000b: the one used was stale,"
                + " or of another run"),
        why(account, ended(LoggedInstruction.PCISTG, 3, 0, 0x8101000b_00000004L, 0))
            .getFirst()
            .notes());
  }

  @Test
  void routeAndDeviceMayBeChosen() {
    Reasons chosen =
        new Reasons(
            new Account(), Stack.newest(), Routes.named("lpar").orElseThrow(), DeviceModel.ISM);
    Reason reason =
        chosen.of(ended(LoggedInstruction.PCISTG, 1, 20, 0x8001000b_00020008L, 0)).getFirst();
    assertEquals("lpar", reason.route());
    assertEquals("R-02", ids(reason));
  }

  @Test
  void everyCheckThatIsNamedIsInTheTable() {
    List<String> known = RuleTable.all().stream().map(Rule::id).toList();
    assertEquals(List.of(), Answers.ids().stream().filter(id -> !known.contains(id)).toList());
  }

  @Test
  void codesHaveNames() {
    assertEquals(
        "pec 0x1 (INVALAS: RPCIT without a registered translation)",
        EventCode.describe(true, Pec.INVALID_AS));
    assertEquals("pec 0x99 (not known)", EventCode.describe(true, 0x99));
    assertEquals("pec 0x1 (not known)", EventCode.describe(false, 1));
    assertEquals("done", ClpName.of(ClpCode.OK));
    assertEquals("a code that is not known", ClpName.of(0x999));
    for (int code :
        new int[] {
          0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x80, 0x100, 0x101, 0x102, 0x103, 0x104, 0x105, 0x106,
          0x107, 0x108, 0x10a, 0x10b
        }) {
      assertFalse(ClpName.of(code).startsWith("a code"), "code " + code);
    }
    for (int status : new int[] {4, 8, 12, 16, 20, 24, 28, 36, 40, 44}) {
      assertFalse(String.valueOf(StatusName.of(LoggedInstruction.PCILG, status)).equals("null"));
    }
    assertEquals("FRAME_INVAL", StatusName.of(LoggedInstruction.MPCIFC, 32));
    assertEquals("DMAAS_INVAL", StatusName.of(LoggedInstruction.MPCIFC, 28));
    assertEquals("RES_NOT_AVAIL", StatusName.of(LoggedInstruction.MPCIFC, 4));
    assertEquals("INSUF_RES", StatusName.of(LoggedInstruction.MPCIFC, 16));
    assertEquals("ERROR_RECOVER", StatusName.of(LoggedInstruction.RPCIT, 40));
    assertNull(StatusName.of(LoggedInstruction.RPCIT, 4));
  }
}
