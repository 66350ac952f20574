package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.machine.RouteSummary;
import io.zpci.machine.RouteSummary.FirstBreak;
import io.zpci.machine.RouteSummary.Reason;
import io.zpci.machine.Stack;
import io.zpci.verdict.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryReportTest {
  private static final RouteSummary LPAR =
      new RouteSummary(
          "lpar", null, null, 300, 226, 0, 74, 0, 300, 0, 0, 0, 0, null, List.of(), List.of());
  private static final RouteSummary BAR_RW =
      new RouteSummary(
          "bar-rw",
          null,
          "refused, MSI-X mandatory",
          300,
          0,
          0,
          74,
          16,
          74,
          0,
          0,
          152,
          74,
          new FirstBreak(
              17, "pcistb 2 0x0 8", Verdict.REFUSED, "qemu", "qemu.pcistb.6", "Too short."),
          List.of(
              new Reason(Verdict.LOST, "vfio", "R-01", "by handle", 74, 74),
              new Reason(Verdict.REFUSED, "qemu", "qemu.pcistb.6", "longer than 8", 57, 57),
              new Reason(Verdict.CUT, null, null, "", 1, 5),
              new Reason(Verdict.REFUSED, "qemu", null, "none", 0, 1)),
          List.of("nobody saw it"));
  private static final RouteSummary ABSENT =
      new RouteSummary(
          "ism-vfio-pci",
          "linux-6.1 has no ism-vfio-pci",
          null,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          null,
          List.of(),
          List.of());

  @Test
  void aRowForEachRouteAndBelowItWhy() {
    assertEquals(
        """
        a.jsonl: guest linux-7.2, qemu-11.1, host linux-7.2 big-endian, MIO on
        route         operations  blocks  stores  loads  MIO  delivered  cut  corrupted  refused  lost  first break  verdict      by    rule
        ------------  ----------  ------  ------  -----  ---  ---------  ---  ---------  -------  ----  -----------  -----------  ----  -------------
        lpar                 300     226       0     74    0        300    0          0        0     0         none
        bar-rw (u)           300       0       0     74   16         74    0          0      152    74      line 17  refused      qemu  qemu.pcistb.6
        ism-vfio-pci           -       -       -      -    -          -    -          -        -     -            -  unavailable

        bar-rw (plug: refused, MSI-X mandatory)
          line 17, pcistb 2 0x0 8: Too short.
          74  lost by vfio (74 blocks), R-01: by handle
          57  refused by qemu (57 blocks), qemu.pcistb.6: longer than 8
           5  cut (1 block)
           1  refused by qemu: none

        ism-vfio-pci: unavailable: linux-6.1 has no ism-vfio-pci

        (u) unverified, bar-rw: nobody saw it
        """,
        Ran.plain(page ->
            SummaryReport.print(page, "a.jsonl", Stack.newest(), List.of(LPAR, BAR_RW, ABSENT))));
  }

  @Test
  void json() {
    assertEquals(
        """
        {"file":"a.jsonl","route":"bar-rw","qemu":"qemu-11.1","host":"linux-7.2",\
        "plug":"refused, MSI-X mandatory","unavailable":null,"operations":300,"blocks":0,\
        "stores":0,"loads":74,"mio":16,"delivered":74,"cut":0,"corrupted":0,"refused":152,\
        "lost":74,"firstBreak":{"line":17,"operation":"pcistb 2 0x0 8","verdict":"refused",\
        "brokenBy":"qemu","rule":"qemu.pcistb.6","why":"Too short."},"reasons":[\
        {"verdict":"lost","brokenBy":"vfio","rule":"R-01","statement":"by handle","blocks":74,\
        "count":74},{"verdict":"refused","brokenBy":"qemu","rule":"qemu.pcistb.6",\
        "statement":"longer than 8","blocks":57,"count":57},{"verdict":"cut","brokenBy":null,\
        "rule":null,"statement":"","blocks":1,"count":5},{"verdict":"refused","brokenBy":"qemu",\
        "rule":null,"statement":"none","blocks":0,"count":1}],"unverified":["nobody saw it"]}
        """,
        Ran.json(lines -> SummaryReport.json(lines, "a.jsonl", Stack.newest(), BAR_RW)));
  }
}
