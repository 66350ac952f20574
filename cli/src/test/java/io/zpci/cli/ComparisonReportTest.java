package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.recording.Comparison;
import io.zpci.recording.Comparison.Difference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonReportTest {
  private static final Comparison SAME =
      new Comparison("a.jsonl", "vfio-accesses", 130, 0, Map.of("irq", 6, "cfg", 15), List.of());
  private static final Comparison DIFFERENT =
      new Comparison(
          "b.jsonl",
          "linux-io",
          10,
          2,
          Map.of(),
          List.of(
              new Difference(3, "ret", "8", "-19"),
              new Difference(3, "errno", "0", "19"),
              new Difference(7, "accesses[1]", "pcistb 0 0x8 8", "nothing")));

  @Test
  void oneLineWhereAllIsEqual() {
    assertEquals(
        "a.jsonl: 130 operations, 130 equal, 0 differ (21 left out: cfg 15, irq 6)\n",
        Ran.plain(page -> ComparisonReport.print(page, SAME, true)));
  }

  @Test
  void oneLineMoreForEachDifference() {
    assertEquals(
        """
        b.jsonl: 10 operations, 8 equal, 2 differ
          line 3, ret: expected 8, got -19
          line 3, errno: expected 0, got 19
          line 7, accesses[1]: expected pcistb 0 0x8 8, got nothing
        """,
        Ran.plain(page -> ComparisonReport.print(page, DIFFERENT, true)));
    assertEquals(
        "b.jsonl: 10 operations, 8 equal, 2 differ\n",
        Ran.plain(page -> ComparisonReport.print(page, DIFFERENT, false)));
  }

  @Test
  void colours() {
    assertEquals(
        "a.jsonl: 130 operations, \u001b[32m130 equal\u001b[0m, 0 differ"
            + " (21 left out: cfg 15, irq 6)\n",
        Ran.page(false, true, page -> ComparisonReport.print(page, SAME, true)));
    assertEquals(
        "b.jsonl: 10 operations, \u001b[32m8 equal\u001b[0m, \u001b[31m2 differ\u001b[0m\n",
        Ran.page(false, true, page -> ComparisonReport.print(page, DIFFERENT, false)));
  }

  @Test
  void json() {
    assertEquals(
        """
        {"file":"a.jsonl","kind":"vfio-accesses","operations":130,"equal":130,"differ":0,\
        "leftOut":{"cfg":15,"irq":6},"differences":[]}
        {"file":"b.jsonl","kind":"linux-io","operations":10,"equal":8,"differ":2,"leftOut":{},\
        "differences":[{"line":3,"what":"ret","expected":"8","got":"-19"},\
        {"line":3,"what":"errno","expected":"0","got":"19"},\
        {"line":7,"what":"accesses[1]","expected":"pcistb 0 0x8 8","got":"nothing"}]}
        """,
        Ran.json(lines -> {
          ComparisonReport.json(lines, SAME);
          ComparisonReport.json(lines, DIFFERENT);
        }));
  }
}
