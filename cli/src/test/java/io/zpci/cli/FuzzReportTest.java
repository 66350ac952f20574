package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.DeviceModel;
import io.zpci.machine.Fuzz;
import io.zpci.machine.Routes;
import io.zpci.machine.SequenceFailure;
import io.zpci.machine.SequenceRunner;
import io.zpci.machine.Stack;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import io.zpci.workload.SequenceSettings;
import io.zpci.workload.Shrunk;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuzzReportTest {
  private static final Stack STACK = Stack.newest();
  private static final FuzzReport REPORT =
      new FuzzReport(STACK, DeviceModel.MEMORY, SequenceSettings.of(20), -1, 3);

  /** Every operation arrived, and the end is wrong. */
  private static FuzzReport.Row wrongEnd(boolean minimal) {
    SequenceFailure.OfEndState end =
        new SequenceFailure.OfEndState(2, "BAR 0", 0x40, Bytes.ofHex("0102"), Bytes.ofHex("0100"));
    Issued copy =
        Issued.store(Operation.MEMCPY_TOIO, 0, 0x40, Bytes.ofHex("0102"))
            .from(0x12)
            .inProblemState();
    Fuzz.Found found = new Fuzz.Found(-1, end, new Shrunk<>(List.of(copy, copy), 9, minimal), end);
    SequenceRunner runner =
        new SequenceRunner(Routes.named("lpar").orElseThrow(), STACK, DeviceModel.MEMORY);
    return new FuzzReport.Row("lpar", runner, new Fuzz.Result(1, found), null);
  }

  @Test
  void aWrongEndHasNoLadder() {
    String page =
        Ran.plain(out -> REPORT.print(out, List.of(wrongEnd(true)), false))
            .replaceFirst("; guest .*\n", "\n");
    assertEquals(
        """
        up to 3 sequences of 20 operations to memory, from seed 18446744073709551615 on
        route  runs  first failure      verdict    by  rule                  seed  shrunk to
        -----  ----  -----------------  ---------  --  ----  --------------------  ---------
        lpar      1  in the end, BAR 0  end-state            18446744073709551615          2

        lpar: shrunk to 2 operations in 9 runs
          memcpy_toio 0 0x40 2 of 0102 from 0x12 in problem state
          memcpy_toio 0 0x40 2 of 0102 from 0x12 in problem state
        in the end BAR 0 has 0100 at 0x40; without a VMM 0102
        """,
        page);
  }

  @Test
  void whatMayNotBeTheShortestSaysSo() {
    String page = Ran.plain(out -> REPORT.print(out, List.of(wrongEnd(false)), false));
    assertTrue(
        page.contains("2 operations in 9 runs, which were all; fewer or simpler may do\n"), page);
  }

  @Test
  void aWrongEndIsAnObject() {
    String json = Ran.json(lines -> REPORT.json(lines, wrongEnd(true)));
    assertTrue(
        json.contains(
            """
            "seed":18446744073709551615,"first":{"index":2,"operation":null,\
            "verdict":"end-state","brokenBy":null,"rule":null,\
            "why":"in the end BAR 0 has 0100 at 0x40; without a VMM 0102","unverified":[]}\
            """),
        json);
    assertTrue(json.contains("\"memory\":18,\"problemState\":true}"), json);
  }
}
