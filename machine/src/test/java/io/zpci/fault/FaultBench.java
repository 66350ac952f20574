package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.ErrorEvent;
import io.zpci.arch.Issue;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.Reactions;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.trace.Operation;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A function passed through, with faults between, and a guest that issues raw operands. */
final class FaultBench implements AutoCloseable {
  static final long GID = 0xa1a1_0001L;
  static final long PEER_GID = 0xb2b2_0002L;

  /** Where in the guest's storage a block stands. */
  static final long SOURCE = 0x8000;

  private static final int PCHID = 0x100;

  private final Arena arena = Arena.ofConfined();
  private final TraceRecorder trace = new TraceRecorder();
  private final List<ErrorEvent> events = new ArrayList<>();
  private final @Nullable Fabric fabric;
  private final Passthrough passthrough;
  private final Register loaded = new Register();

  private FaultBench(Route route, Stack stack, Faults faults, boolean ism) {
    fabric = ism ? new Fabric(PCHID) : null;
    PciFunction function =
        fabric == null
            ? MemoryFunction.memory()
            : fabric.add(GID, IsmFacts.plain(PCHID), Reactions.DEFAULT, trace);
    passthrough =
        Passthrough.open(route, stack, function, arena, Passthrough.STORAGE, faults, trace);
    passthrough.machine().errorEvents(events::add);
    assertEquals(0, passthrough.boot());
    trace.clear();
  }

  /** An ISM function behind {@code route}. */
  static FaultBench ism(Route route, Faults faults) {
    return new FaultBench(route, Stack.newest(), faults, true);
  }

  /** An ISM function behind the route of that name. */
  static FaultBench ism(String route, Faults faults) {
    return ism(Routes.named(route).orElseThrow(), faults);
  }

  /** A memory device behind the route of that name. */
  static FaultBench memory(String route, Faults faults) {
    return memory(route, Stack.newest(), faults);
  }

  /** A memory device behind the route of that name, on {@code stack}. */
  static FaultBench memory(String route, Stack stack, Faults faults) {
    return new FaultBench(Routes.named(route).orElseThrow(), stack, faults, false);
  }

  Passthrough passthrough() {
    return passthrough;
  }

  IsmFunction ism() {
    return (IsmFunction) passthrough.function();
  }

  /** A new peer in the function's fabric; what it does is not in the trace. */
  IsmPeer peer() {
    trace.pause();
    IsmPeer peer = new IsmPeer(Objects.requireNonNull(fabric), PEER_GID, arena, 1 << 20, trace);
    trace.resume();
    return peer;
  }

  List<ErrorEvent> events() {
    return events;
  }

  TraceRecorder trace() {
    return trace;
  }

  /** Operations of {@code hand} in everything seen, in words: {@code block 2 0x8 16 = 0}. */
  List<String> seenBy(String hand) {
    List<String> seen = new ArrayList<>();
    trace.roots().forEach(root -> collect(root, hand, seen));
    return seen;
  }

  private static void collect(Crossing crossing, String hand, List<String> into) {
    if (crossing.hand().name().equals(hand)) {
      into.add(
          "%s %d 0x%x %d"
              .formatted(
                  crossing.operation().word(),
                  crossing.space(),
                  crossing.offset(),
                  crossing.length()));
    }
    crossing.children().forEach(child -> collect(child, hand, into));
  }

  /** PCISTB of {@code data}. */
  int block(int space, long offset, Bytes data) {
    data.copyTo(passthrough.storage().segment(), passthrough.storage().offset(SOURCE));
    return passthrough
        .instructions()
        .storeBlock(
            Issue.HANDLE,
            Request.of(passthrough.handle(), space, data.size()),
            offset,
            passthrough.storage(),
            SOURCE);
  }

  /** PCISTG. */
  int store(int space, long offset, int length, long value) {
    return passthrough
        .instructions()
        .store(Issue.HANDLE, Request.of(passthrough.handle(), space, length), offset, value);
  }

  /** PCILG into {@link #loaded}. */
  int load(int space, long offset, int length) {
    return passthrough
        .instructions()
        .load(Issue.HANDLE, Request.of(passthrough.handle(), space, length), offset, loaded);
  }

  long loaded() {
    return loaded.get();
  }

  /** What the function itself has there. */
  long inspect(int space, long offset, int length) {
    Register value = new Register();
    assertEquals(0, passthrough.function().load(space, offset, length, value));
    return value.get();
  }

  /** The judgement of the only operation seen, a PCISTB of {@code data}. */
  Judgement judgeBlock(int space, long offset, Bytes data, int outcome) {
    return judge(Operation.PCISTB, space, offset, data.size(), data, outcome);
  }

  /** The judgement of the only operation seen. */
  Judgement judge(
      Operation operation, int space, long offset, int length, Bytes data, int outcome) {
    assertEquals(1, trace.roots().size());
    Issued issued = new Issued(operation, space, offset, length, data, SOURCE, false);
    return new Judge(passthrough.route().name(), passthrough.function().facts())
        .judge(issued, trace.roots().getFirst(), new GuestResult.Instruction(outcome));
  }

  @Override
  public void close() {
    passthrough.close();
    arena.close();
  }
}
