package io.zpci.report;

import io.zpci.machine.DeviceModel;
import io.zpci.machine.Explainer;
import io.zpci.machine.Explanation;
import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteReplay;
import io.zpci.machine.RouteStart;
import io.zpci.machine.Routes;
import io.zpci.machine.RunListener;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.route.Route;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judge;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/** Runs to report: real ones, and trees of crossings made by hand. */
final class Trees {
  static final RunHeading HEADING = new RunHeading("a run", "zpci replay a", "zpci 1", "line");

  private Trees() {}

  /** Routes by name. */
  static List<Route> routes(String... names) {
    return List.of(names).stream().map(name -> Routes.named(name).orElseThrow()).toList();
  }

  /** The two-guest recording through {@code routes}. */
  static void twoGuests(RunListener listener, List<Route> routes) {
    Recording recording = Recording.read(Path.of("../tests/recordings/ism-smcd-two-guests.jsonl"));
    new RouteReplay(routes).replay(recording, Stack.newest(), listener);
  }

  /** One operation explained on {@code routes}. */
  static void explain(RunListener listener, Stack stack, Issued issued, List<Route> routes) {
    List<Explanation> explanations = new Explainer(routes).explain(stack, DeviceModel.ISM, issued);
    ExplainedRun.tell(listener, issued, explanations);
  }

  /** The start of a route that can be taken. */
  static RouteStart start(String route) {
    return new RouteStart(route, Stack.newest(), null, null);
  }

  /** An operation whose issuer is the tree's root. */
  static RanOperation ran(int line, Crossing root) {
    Issued issued = root.issued();
    GuestResult told = root.told();
    return new RanOperation(line, issued, told, root, Judge.OF_ANYTHING.judge(issued, root, told));
  }

  /** A block that is cut as on a host of 2020: into words of 8, each into two instructions of 4. */
  static Crossing cut(long offset, int length) {
    MemorySegment bytes = MemorySegment.ofArray(Bytes.counting((int) offset, length).toArray());
    TraceRecorder tap = new TraceRecorder();
    tap.enter(Hand.GUEST, Operation.PCISTB, 0, offset, length, bytes, 0, 0);
    tap.enter(Hand.QEMU, Operation.PCISTB, 0, offset, length, bytes, 0, 0);
    for (int at = 0; at < length; at += 8) {
      tap.enter(Hand.VFIO, Operation.PWRITE, 0, offset + at, 8, bytes, at, 0);
      for (int half = at; half < at + 8; half += 4) {
        tap.enter(Hand.HOST_LINUX, Operation.IOWRITE, 0, offset + half, 4, bytes, half, 0);
        tap.enter(Hand.FIRMWARE, Operation.PCISTG, 0, offset + half, 4, bytes, half, 0);
        tap.enter(Hand.DEVICE, Operation.STORE, 0, offset + half, 4, bytes, half, 0);
        tap.exit(0, 0);
        tap.exit(0, 0);
        tap.exit(0, 0);
      }
      tap.exit(8, 0);
    }
    tap.exit(0, 0);
    tap.exit(0, 0);
    return tap.roots().getFirst();
  }

  /** A store of {@code sent} that {@code hand} passes to the device as {@code arrives}. */
  static Crossing store(Hand hand, String sent, String arrives, int space) {
    Bytes down = Bytes.ofHex(sent);
    Bytes there = Bytes.ofHex(arrives);
    TraceRecorder tap = new TraceRecorder();
    tap.enter(hand, Operation.PCISTB, 0, 0, down.size(), segment(down), 0, 0);
    tap.enter(Hand.DEVICE, Operation.BLOCK, space, 0, there.size(), segment(there), 0, 0);
    tap.exit(0, 0);
    tap.exit(0, 0);
    return tap.roots().getFirst();
  }

  private static MemorySegment segment(Bytes bytes) {
    return MemorySegment.ofArray(bytes.toArray());
  }
}
