package io.zpci.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.IssuedOperations;
import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteReplay;
import io.zpci.machine.RouteStart;
import io.zpci.machine.Routes;
import io.zpci.machine.RunListener;
import io.zpci.machine.SequenceRunner;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.FailureSignature;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RunDiffTest {
  private static final Recording TWO_GUESTS =
      Recording.read(Path.of("../tests/recordings/ism-smcd-two-guests.jsonl"));
  private static final FailureSignature DELIVERED = new FailureSignature("delivered", null, null);
  private static final Issued LOAD = Issued.load(Operation.PCILG, 0, 8, 4);
  private static final Issued BLOCK =
      Issued.store(Operation.PCISTB, 0, 0x40, Bytes.counting(1, 64));

  private static Consumer<RunListener> run(Recording recording, String route, Stack stack) {
    RouteReplay replay = new RouteReplay(List.of(Routes.named(route).orElseThrow()));
    return listener -> replay.replay(recording, stack, listener);
  }

  private static Stack host(String version) {
    Stack newest = Stack.newest();
    return new Stack(
        newest.qemu(),
        LinuxVersion.named(version).orElseThrow(),
        newest.guest(),
        ByteOrder.BIG_ENDIAN,
        true,
        false);
  }

  /** A recording of what a guest issued to a memory device on bar-rw. */
  private static Recording issued(Issued... sequence) {
    SequenceRunner runner =
        new SequenceRunner(
            Routes.named("bar-rw").orElseThrow(), Stack.newest(), DeviceModel.MEMORY);
    return Recording.parse("issued", IssuedOperations.record(runner, List.of(sequence)));
  }

  @Test
  void aRouteFaresAsItself() {
    Consumer<RunListener> run = run(TWO_GUESTS, "bar-rw", Stack.newest());
    RunDiff diff = RunDiff.of(run, run);
    assertTrue(diff.isSame());
    assertNull(diff.first());
    assertEquals(294, diff.same());
    assertEquals(0, diff.different());
    assertEquals(List.of(), diff.causes());
  }

  @Test
  void twoRoutesAreToldApartByCause() {
    RunDiff diff =
        RunDiff.of(
            run(TWO_GUESTS, "bar-rw", Stack.newest()),
            run(TWO_GUESTS, "relaxed-pwrite", Stack.newest()));
    assertEquals("bar-rw", diff.left().route());
    assertEquals("relaxed-pwrite", diff.right().route());
    assertEquals(294, diff.leftOperations());
    assertEquals(294, diff.rightOperations());
    assertEquals(0, diff.same());
    Divergence first = diff.first();
    assertNotNull(first);
    assertEquals(8, first.line());
    assertEquals("pcistb 2 0x8 8", first.issued().describe());
    assertEquals(new FailureSignature("refused", "qemu", "qemu.pcistb.7"), first.leftSignature());
    assertEquals(DELIVERED, first.rightSignature());
    assertEquals(
        Set.of(Aspect.VERDICT, Aspect.BY, Aspect.RULE, Aspect.TOLD, Aspect.ARRIVED),
        first.aspects());
    assertEquals(new Parting(Hand.QEMU, null, null), first.parting());
    assertEquals(
        List.of(122, 74, 68, 30), diff.causes().stream().map(RunDiff.Cause::count).toList());
    RunDiff.Cause loads = diff.causes().get(1);
    assertEquals(new FailureSignature("lost", "qemu", "vfio.bar.5"), loads.left());
    assertEquals(DELIVERED, loads.right());
    assertEquals(new Parting(Hand.QEMU, Hand.VFIO, Hand.ISM_VFIO_PCI), loads.parting());
    assertEquals(
        "qemu: vfio, ism-vfio-pci",
        new Parting(Hand.QEMU, Hand.VFIO, Hand.ISM_VFIO_PCI).describe());
    assertEquals(List.of(13, 59, 98), loads.lines().subList(0, 3));
    assertEquals(294, diff.different());
  }

  /** The verdict is the same, the pieces are not: of 4 bytes up to Linux 6.10, of 8 since. */
  @Test
  void twoKernelsCutInOtherPieces() {
    Recording recording = issued(LOAD, BLOCK, LOAD, BLOCK);
    RunDiff diff =
        RunDiff.of(
            run(recording, "bar-rw", host("linux-5.10")),
            run(recording, "bar-rw", host("linux-7.2")));
    assertEquals(2, diff.same());
    FailureSignature cut = new FailureSignature("cut", "qemu", null);
    assertEquals(
        List.of(
            new RunDiff.Cause(
                cut,
                cut,
                Set.of(Aspect.ARRIVED),
                new Parting(Hand.VFIO, null, null),
                List.of(3, 5))),
        diff.causes());
  }

  /** What a process is told of a load that is fine is no other thing than what a guest is told. */
  @Test
  void aCallThatIsFineIsAnInstructionThatIsFine() {
    RunDiff diff =
        RunDiff.of(
            run(TWO_GUESTS, "interpretation", Stack.newest()),
            run(TWO_GUESTS, "ism-vfio-pci-process", Stack.newest()));
    assertTrue(diff.isSame(), () -> "" + diff.first());
    assertEquals(294, diff.same());
  }

  @Test
  void whatOneSideLacksIsSaid() {
    RunDiff diff =
        RunDiff.of(
            run(issued(LOAD, BLOCK, LOAD), "lpar", Stack.newest()),
            run(issued(LOAD, LOAD), "lpar", Stack.newest()));
    assertEquals(3, diff.leftOperations());
    assertEquals(2, diff.rightOperations());
    assertEquals(1, diff.same());
    assertEquals(2, diff.causes().size());
    Divergence first = diff.first();
    assertNotNull(first);
    assertEquals(3, first.line());
    assertTrue(first.aspects().contains(Aspect.OPERATION));
    assertNull(first.parting());
    RunDiff.Cause absent = diff.causes().get(1);
    assertEquals(DELIVERED, absent.left());
    assertEquals(new FailureSignature(Divergence.ABSENT, null, null), absent.right());
    assertEquals(List.of(4), absent.lines());
    assertEquals(Set.of(), absent.aspects());
  }

  /** A guest issues no system call. */
  @Test
  void whatNobodyIssuesIsUnavailable() {
    Recording recording = issued(Issued.load(Operation.PREAD, 0, 0, 4));
    RunDiff diff =
        RunDiff.of(
            run(recording, "lpar", Stack.newest()),
            run(recording, "ism-vfio-pci-process", Stack.newest()));
    assertFalse(diff.isSame());
    RunDiff same =
        RunDiff.of(
            run(recording, "lpar", Stack.newest()),
            run(recording, "interpretation", Stack.newest()));
    assertTrue(same.isSame(), () -> "" + same.first());
    assertEquals(1, same.same());
  }

  /** Operations of one line, as a step of a scenario may have several, are held in their order. */
  @Test
  void operationsOfOneLineKeepTheirOrder() {
    List<RanOperation> ran = new ArrayList<>();
    run(issued(LOAD, BLOCK, LOAD), "lpar", Stack.newest())
        .accept(
            new RunListener() {
              @Override
              public void operation(RanOperation each) {
                ran.add(
                    new RanOperation(
                        7, each.issued(), each.told(), each.hands(), each.judgement()));
              }
            });
    RunDiff diff = RunDiff.of(told(ran), told(ran.subList(0, 2)));
    assertEquals(2, diff.same());
    assertEquals(List.of(7), diff.causes().getFirst().lines());
    Divergence first = diff.first();
    assertNotNull(first);
    assertSame(ran.get(2), first.left() == null ? null : first.left().ran());
    assertNull(first.right());
    RunDiff back = RunDiff.of(told(ran.subList(0, 2)), told(ran));
    assertEquals("absent", back.causes().getFirst().left().verdict());
  }

  private static Consumer<RunListener> told(List<RanOperation> operations) {
    return listener -> {
      listener.route(new RouteStart("lpar", Stack.newest(), null, null));
      operations.forEach(listener::operation);
    };
  }

  /** Far more operations than a side is ahead: the one that fails ends the other one too. */
  @Test
  void aRunThatFailsEndsTheComparison() {
    Consumer<RunListener> endless =
        listener -> {
          listener.route(new RouteStart("lpar", Stack.newest(), null, null));
          for (int line = 1; ; line++) {
            listener.notIssued(line, LOAD, "nobody");
          }
        };
    Consumer<RunListener> failing =
        listener -> {
          listener.route(new RouteStart("lpar", Stack.newest(), null, null));
          throw new IllegalStateException("it broke");
        };
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> RunDiff.of(endless, failing));
    assertEquals("it broke", e.getMessage());
    Consumer<RunListener> assertion =
        listener -> {
          listener.route(new RouteStart("lpar", Stack.newest(), null, null));
          throw new AssertionError("it broke");
        };
    assertEquals(
        "it broke",
        assertThrows(AssertionError.class, () -> RunDiff.of(assertion, endless)).getMessage());
  }

  @Test
  void aRunHasOneRoute() {
    RouteReplay both =
        new RouteReplay(
            List.of(Routes.named("lpar").orElseThrow(), Routes.named("bar-rw").orElseThrow()));
    Consumer<RunListener> two = listener -> both.replay(TWO_GUESTS, Stack.newest(), listener);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> RunDiff.of(two, two));
    assertEquals("a run on one route was expected, this one goes on with bar-rw", e.getMessage());
    Consumer<RunListener> none = listener -> {};
    IllegalArgumentException empty =
        assertThrows(IllegalArgumentException.class, () -> RunDiff.of(none, two));
    assertEquals("a run on a route was expected", empty.getMessage());
  }

  @Test
  void issuersMayDiffer() {
    List<RanOperation> left = new ArrayList<>();
    List<RanOperation> right = new ArrayList<>();
    run(TWO_GUESTS, "lpar", Stack.newest()).accept(firstInto(left));
    run(TWO_GUESTS, "ism-vfio-pci-process", Stack.newest()).accept(firstInto(right));
    Parting parting = Parting.of(left.getFirst().hands(), right.getFirst().hands());
    assertEquals(new Parting(null, Hand.GUEST, Hand.PROCESS), parting);
    assertEquals("issuer: guest, process", parting == null ? "" : parting.describe());
    assertNull(Parting.of(left.getFirst().hands(), left.getFirst().hands()));
  }

  private static RunListener firstInto(List<RanOperation> ran) {
    return new RunListener() {
      @Override
      public void operation(RanOperation each) {
        if (ran.isEmpty()) {
          ran.add(each);
        }
      }
    };
  }
}
