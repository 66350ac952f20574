package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.route.BarRwRoute;
import io.zpci.route.IsmVfioPciProcessRoute;
import io.zpci.route.LparRoute;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One operation on several routes, each on a machine of its own. */
class ExplainerTest {
  private static final Issued HEADER =
      Issued.store(Operation.PCISTB, 2, 0, Bytes.ofHex("0000000300000008"));

  private static List<Explanation> explain(DeviceModel device, Issued issued) {
    return new Explainer(List.of(new LparRoute(), new BarRwRoute(), new IsmVfioPciProcessRoute()))
        .explain(Stack.newest(), device, issued);
  }

  @Test
  void aHeaderArrivesWholeWithoutAVmmAndIsRefusedByQemu() {
    List<Explanation> each = explain(DeviceModel.ISM, HEADER);
    assertEquals(
        List.of("lpar", "bar-rw", "ism-vfio-pci-process"),
        each.stream().map(Explanation::route).toList());
    assertEquals(Verdict.DELIVERED, each.getFirst().judgement().verdict());
    assertEquals(
        List.of(Bytes.ofHex("0000000300000008")),
        each.getFirst().device().stream().map(arrival -> arrival.data()).toList());
    assertNull(each.getFirst().plug());
    assertEquals(Verdict.REFUSED, each.get(1).judgement().verdict());
    assertEquals(Hand.QEMU, each.get(1).judgement().brokenBy());
    assertEquals("qemu.pcistb.7", each.get(1).judgement().rule());
    assertEquals(List.of(), each.get(1).device());
    assertEquals("8 bytes", describe(each.getLast()));
  }

  private static String describe(Explanation explanation) {
    return explanation.guest() == null ? "nobody was told" : explanation.guest().describe();
  }

  @Test
  void theOffsetNamesADmbOfThePeer() {
    Issued move = Issued.store(Operation.PCISTB, 0, 0x1234_0000_0040L, Bytes.counting(0x10, 24));
    Explanation lpar = explain(DeviceModel.ISM, move.from(0xff8)).getFirst();
    assertEquals(Verdict.DELIVERED, lpar.judgement().verdict());
    assertEquals(0x1234_0000_0040L, lpar.device().getFirst().offset());
  }

  @Test
  void whoseInstructionNobodyIssuesThereIsNoExplanation() {
    Explanation call = explain(DeviceModel.ISM, Issued.load(Operation.IOREAD, 2, 0, 8)).getLast();
    assertEquals(Verdict.UNAVAILABLE, call.judgement().verdict());
    assertNull(call.guest());
    assertNull(call.hands());
  }

  @Test
  void aMemoryDeviceGetsTheBlockInPieces() {
    Explanation cut =
        explain(DeviceModel.MEMORY, Issued.store(Operation.PCISTB, 0, 0, Bytes.counting(1, 16)))
            .get(1);
    assertEquals(Verdict.CUT, cut.judgement().verdict());
    assertEquals(2, cut.device().size());
    assertEquals("accepted", cut.plug());
  }

  @Test
  void aStackIsDescribedInWords() {
    Stack newest = Stack.newest();
    assertEquals(
        "guest linux-7.2, qemu-11.1, host linux-7.2 big-endian, MIO on", newest.describe());
    assertEquals(
        "guest linux-7.2, qemu-11.1, host linux-7.2 little-endian, MIO off, MIO mapping succeeds",
        new Stack(
                newest.qemu(), newest.host(), newest.guest(), ByteOrder.LITTLE_ENDIAN, false, true)
            .describe());
  }
}
