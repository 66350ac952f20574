package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Rule;
import io.zpci.linux.Errno;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Explanation;
import io.zpci.machine.Stack;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Arrival;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.TraceRecorder;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExplanationReportTest {
  private static final Bytes DATA = Bytes.counting(0x10, 32);
  private static final Issued ISSUED =
      new Issued(Operation.PCISTB, 0, 0x40, 32, DATA, 0x10000, false);
  private static final Rule CHECK = Rule.check("vfio.bar.5", "x", "y");
  private static final int SPECIFICATION = Outcome.exception(ProgramInterruption.SPECIFICATION);

  private static Explanation of(
      String route,
      @Nullable String plug,
      @Nullable GuestResult guest,
      List<Arrival> device,
      Judgement judgement,
      @Nullable Crossing hands) {
    return new Explanation(route, Stack.newest(), plug, guest, device, judgement, hands);
  }

  private static Arrival store(long offset, int outcome) {
    return new Arrival(Operation.PCISTG, true, 0, offset, 8, Bytes.counting(0x10, 8), outcome);
  }

  /** A block at QEMU that becomes four pwrites of 8, of which the host's kernel makes stores. */
  private static Crossing cut() {
    TraceRecorder recorder = new TraceRecorder();
    MemorySegment data = MemorySegment.ofArray(DATA.toArray());
    recorder.enter(Hand.QEMU, Operation.PCISTB, 0, 0x40, 32, data, 0, 0);
    for (int i = 0; i < 32; i += 8) {
      recorder.enter(Hand.VFIO, Operation.PWRITE, 0, 0x40 + i, 8, data, i, 0);
      recorder.enter(Hand.HOST_LINUX, Operation.IOWRITE, 0, 0x40 + i, 8, data, i, 0);
      if (i == 24) {
        recorder.broken(CHECK);
      }
      recorder.exit(i == 24 ? -Errno.ENODEV : 0, 0);
      recorder.exit(i == 24 ? -Errno.EIO : 8, 0);
    }
    recorder.exit(Outcome.OK, 0);
    return recorder.roots().getFirst();
  }

  private static Crossing delivered() {
    TraceRecorder recorder = new TraceRecorder();
    MemorySegment data = MemorySegment.ofArray(DATA.toArray());
    recorder.enter(Hand.FIRMWARE, Operation.PCISTB, 0, 0x40, 32, data, 0, 0);
    recorder.enter(Hand.DEVICE, Operation.BLOCK, 0, 0x40, 32, data, 0, 0);
    recorder.exit(Outcome.OK, 0);
    recorder.exit(Outcome.OK, 0);
    return recorder.roots().getFirst();
  }

  private static final Explanation LPAR =
      of(
          "lpar",
          null,
          new GuestResult.Instruction(Outcome.OK),
          List.of(new Arrival(Operation.PCISTB, false, 0, 0x40, 32, DATA, Outcome.OK)),
          new Judgement(Verdict.DELIVERED, null, null, "It arrived as issued.", List.of()),
          delivered());

  private static Explanation barRw() {
    List<Arrival> stores = new ArrayList<>();
    for (int i = 0; i < 24; i += 8) {
      stores.add(store(0x40 + i, Outcome.error(12)));
    }
    return of(
        "bar-rw",
        "refused, MSI-X mandatory",
        new GuestResult.Instruction(Outcome.OK),
        stores,
        new Judgement(Verdict.LOST, Hand.QEMU, "R-01", "Cut by QEMU.", List.of("nobody saw it")),
        cut());
  }

  private static final Explanation REFUSED =
      of(
          "ism-vfio-pci",
          "refused, MSI-X mandatory",
          new GuestResult.Instruction(SPECIFICATION),
          List.of(),
          new Judgement(Verdict.REFUSED, Hand.QEMU, "qemu.pcistb.6", "Too short.", List.of()),
          null);
  private static final Explanation ABSENT =
      of("interpretation", null, null, List.of(), Judgement.unavailable("Too old."), null);

  @Test
  void aRowForEachRouteAndWhatEachHandDid() {
    assertEquals(
        """
        pcistb 0 0x40 32 of 101112131415161718191a1b1c1d1e1f.. from 0x10000 to ism; guest linux-7.2, qemu-11.1, host linux-7.2 big-endian, MIO on
        route           verdict      by    rule           issuer was told          device got                         plug
        --------------  -----------  ----  -------------  -----------------------  ---------------------------------  ------------------------
        lpar            delivered                         cc 0                     1 block of 32
        interpretation  unavailable
        bar-rw          lost (u)     qemu  R-01           cc 0                     3 MIO stores of 8: cc 1 status 12  refused, MSI-X mandatory
        ism-vfio-pci    refused      qemu  qemu.pcistb.6  specification exception  nothing                            refused, MSI-X mandatory
        plug: QEMU's answer; where it is refused the row goes on as if it were not

        lpar: delivered: It arrived as issued.
          firmware pcistb of 32 > device block of 32

        interpretation: unavailable: Too old.

        bar-rw: lost by qemu, R-01: Cut by QEMU.
          qemu pcistb of 32 > vfio 4 pwrite of 8 (EIO) > host-linux 4 iowrite of 8 (ENODEV) [vfio.bar.5]

        ism-vfio-pci: refused by qemu, qemu.pcistb.6: Too short.

        (u) unverified, bar-rw: nobody saw it
        """,
        print(List.of(LPAR, ABSENT, barRw(), REFUSED), false, false));
  }

  @Test
  void theLadderOfOneRoute() {
    String text = print(List.of(barRw()), true, false);
    assertEquals(
        """
        bar-rw: lost by qemu, R-01: Cut by QEMU.
          qemu            pcistb 0+0x40 32  cc 0     101112131415161718191a1b1c1d1e1f..
            vfio          pwrite 0+0x40 8   8 bytes  1011121314151617
              host-linux  iowrite 0+0x40 8  done     1011121314151617
            and 2 more    up to 0+0x50
            vfio          pwrite 0+0x58 8   EIO      28292a2b2c2d2e2f
              host-linux  iowrite 0+0x58 8  ENODEV   28292a2b2c2d2e2f                    breaks vfio.bar.5

        (u) unverified, bar-rw: nobody saw it
        """,
        text.substring(text.indexOf("bar-rw: lost")));
  }

  @Test
  void theWholeLadder() {
    String text = print(List.of(barRw()), true, true);
    assertEquals(4, text.lines().filter(line -> line.contains("iowrite")).count());
    assertEquals(0, text.lines().filter(line -> line.contains("more")).count());
  }

  @Test
  void aTerminalGetsATree() {
    String text =
        Ran.page(
            true,
            false,
            page ->
                ExplanationReport.print(
                    page, DeviceModel.ISM, ISSUED, List.of(barRw()), true, false));
    assertEquals(
        """
          qemu              pcistb 0+0x40 32  cc 0     101112131415161718191a1b1c1d1e1f..
          ├─ vfio           pwrite 0+0x40 8   8 bytes  1011121314151617
          │  └─ host-linux  iowrite 0+0x40 8  done     1011121314151617
          ├─ and 2 more     up to 0+0x50
          └─ vfio           pwrite 0+0x58 8   EIO      28292a2b2c2d2e2f
             └─ host-linux  iowrite 0+0x58 8  ENODEV   28292a2b2c2d2e2f                    breaks vfio.bar.5
        """,
        text.substring(text.indexOf("  qemu  "), text.indexOf("\n\n(u)") + 1));
  }

  @Test
  void theTreeGoesOnToARunAtItsEnd() {
    TraceRecorder recorder = new TraceRecorder();
    recorder.enter(Hand.QEMU, Operation.PCILG, 0, 0, 4, null, 0, 0);
    for (int i = 0; i < 4; i++) {
      recorder.enter(Hand.HOST_LINUX, Operation.IOREAD, 0, i, 1, null, 0, 0);
      recorder.enter(Hand.DEVICE, Operation.LOAD, 0, i, 1, null, 0, 0);
      recorder.exit(0, 0x5a);
      recorder.exit(0, 0x5a);
    }
    recorder.exit(0, 0x5a5a5a5a);
    assertEquals(
        """
          qemu           pcilg 0+0x0 4   cc 0  5a5a5a5a
          ├─ host-linux  ioread 0+0x0 1  done  5a
          │  └─ device   load 0+0x0 1    cc 0  5a
          └─ and 3 more  up to 0+0x3
        """,
        Ran.page(
            true, false, page -> LadderReport.print(page, recorder.roots().getFirst(), false)));
  }

  private static String print(List<Explanation> explanations, boolean ladders, boolean every) {
    return Ran.plain(page ->
        ExplanationReport.print(page, DeviceModel.ISM, ISSUED, explanations, ladders, every));
  }

  @Test
  void jsonOfADeliveredBlock() {
    assertEquals(
        """
        {"route":"lpar","qemu":"qemu-11.1","host":"linux-7.2","plug":null,\
        "guest":{"cc":0,"status":null},"device":[{"op":"pcistb","mio":false,"bar":0,"offset":64,\
        "length":32,"data":"101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f",\
        "outcome":{"cc":0,"status":null}}],"verdict":"delivered","brokenBy":null,"rule":null,\
        "why":"It arrived as issued.","unverified":[]}
        """,
        Ran.json(lines -> ExplanationReport.json(lines, LPAR)));
  }

  @Test
  void jsonOfARefusal() {
    assertEquals(
        """
        {"route":"ism-vfio-pci","qemu":"qemu-11.1","host":"linux-7.2",\
        "plug":"refused, MSI-X mandatory","guest":{"exception":"specification"},"device":[],\
        "verdict":"refused","brokenBy":"qemu","rule":"qemu.pcistb.6","why":"Too short.",\
        "unverified":[]}
        """,
        Ran.json(lines -> ExplanationReport.json(lines, REFUSED)));
  }

  @Test
  void jsonOfAnUnavailableRoute() {
    assertEquals(
        """
        {"route":"interpretation","qemu":"qemu-11.1","host":"linux-7.2","plug":null,\
        "guest":null,"device":[],"verdict":"unavailable","brokenBy":null,"rule":null,\
        "why":"Too old.","unverified":[]}
        """,
        Ran.json(lines -> ExplanationReport.json(lines, ABSENT)));
  }

  @Test
  void jsonOfACallAndOfARefusedStoreAtTheEndOfASpace() {
    Explanation failed =
        of(
            "lpar",
            null,
            new GuestResult.Call(Errno.ENODEV, 8),
            List.of(store(-8, Outcome.error(20)), store(0, SPECIFICATION)),
            new Judgement(Verdict.REFUSED, Hand.FIRMWARE, "R-27", "Why not.", List.of("a", "b")),
            null);
    assertEquals(
        """
        {"route":"lpar","qemu":"qemu-11.1","host":"linux-7.2","plug":null,\
        "guest":{"errno":"ENODEV","done":8},"device":[{"op":"pcistg","mio":true,"bar":0,\
        "offset":18446744073709551608,"length":8,"data":"1011121314151617",\
        "outcome":{"cc":1,"status":20}},{"op":"pcistg","mio":true,"bar":0,"offset":0,"length":8,\
        "data":"1011121314151617","outcome":{"exception":"specification"}}],\
        "verdict":"refused","brokenBy":"firmware","rule":"R-27","why":"Why not.",\
        "unverified":["a","b"]}
        """,
        Ran.json(lines -> ExplanationReport.json(lines, failed)));
    Explanation done =
        of(
            "lpar",
            null,
            new GuestResult.Call(0, 8),
            List.of(),
            new Judgement(Verdict.LOST, null, null, "\u201cx\u201d", List.of()),
            null);
    assertEquals(
        """
        {"route":"lpar","qemu":"qemu-11.1","host":"linux-7.2","plug":null,\
        "guest":{"errno":null,"done":8},"device":[],"verdict":"lost","brokenBy":null,\
        "rule":null,"why":"\\u201Cx\\u201D","unverified":[]}
        """,
        Ran.json(lines -> ExplanationReport.json(lines, done)));
  }
}
