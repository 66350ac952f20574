package io.zpci.machine;

import io.zpci.ism.DmbeMask;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmEvents;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.ism.Reactions;
import io.zpci.recording.FunctionOperation;
import io.zpci.recording.FunctionOperations;
import io.zpci.recording.FunctionOperations.Step;
import io.zpci.recording.RecordedMemory;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Operation;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Judge;
import io.zpci.verdict.Judgement;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One recording on one route, with all its state. */
final class RouteRun implements AutoCloseable {
  static final int PCHID = 0;

  private static final int PAGE = 4096;

  /** Sources stand in the second page: some start late in a page and run into the next. */
  private static final long SOURCE = 0x10000;

  private final FunctionOperations operations;
  private final Sink sink;
  private final Arena arena = Arena.ofConfined();
  private final TraceRecorder recorder = new TraceRecorder();
  private final Fabric fabric;
  private final Map<String, Seat> seats = new LinkedHashMap<>();
  private final HostMachine machine;
  private final Judge judge;

  /** One recorded function with the guest that drives it. */
  private record Seat(
      IsmFunction function, RecordedMemory memory, GuestStorage storage, Issuer issuer) {}

  /** Who is told what became of each operation. */
  interface Sink {
    /** An operation was issued. */
    void issued(int line, Issued issued, GuestResult told, Crossing root, Judgement judgement);

    /** Nobody on this route issues such an operation. */
    void noIssuer(int line, Issued issued, String why);

    /** Whether the run may end here. */
    default boolean enough() {
      return false;
    }
  }

  RouteRun(Route route, FunctionOperations operations, Stack stack, Sink sink) {
    this.operations = operations;
    this.fabric =
        new Fabric(PCHID, DmbeMask.ROTATED, operations.notices(), IsmEvents.NONE, () -> 0);
    this.sink = sink;
    this.judge = new Judge(route.name(), IsmFacts.plain(PCHID));
    this.machine = new HostMachine(stack, recorder);
    recorder.pause();
    operations.gids().forEach((name, gid) -> seats.put(name, seat(route, stack, gid)));
    recorder.resume();
  }

  private Seat seat(Route route, Stack stack, long gid) {
    IsmFunction function = fabric.add(gid, IsmFacts.plain(PCHID), Reactions.DEFAULT, recorder);
    RecordedMemory memory = new RecordedMemory();
    function.connect(memory, vector -> {});
    Below below = machine.plug(function);
    Facts facts = machine.facts(function.facts());
    GuestStorage storage = GuestStorage.allocate(arena, SOURCE, 2L * PAGE);
    return new Seat(
        function, memory, storage, Issuers.of(route, below, storage, facts, stack, recorder));
  }

  void run() {
    for (Step step : operations.steps()) {
      if (sink.enough()) {
        return;
      }
      FunctionOperation.Input input = step.input();
      Seat seat = seats.get(input.function());
      if (seat == null) {
        throw input.line().bad("no function " + input.function());
      }
      switch (input) {
        case FunctionOperation.Reset _ -> machine.reset(seat.function());
        case FunctionOperation.SetIrqs _ -> {
          // Interrupts end at the function here: no route changes what goes down because of them.
        }
        case FunctionOperation.Map map ->
            seat.memory().map(map.address(), map.offset(), map.size(), map.flags());
        case FunctionOperation.Unmap unmap -> seat.memory().unmap(unmap.address(), unmap.size());
        case FunctionOperation.StoreBlock _,
            FunctionOperation.Store _,
            FunctionOperation.Load _ -> {
          keepToken(step);
          issued(input).ifPresent(issued -> issue(seat, input.line().number(), issued));
        }
        case FunctionOperation.Injection injection -> {
          FunctionOperation.Event event = injection.event();
          seat.function().injectEvent(event.type(), event.code(), event.token(), event.info());
        }
      }
    }
  }

  /**
   * A DMB that this step registers gets the token that it got then, so that offsets mean the same.
   */
  private void keepToken(Step step) {
    for (FunctionOperation.Output output : step.outputs()) {
      if (output instanceof FunctionOperation.Command command && command.line().has("tok")) {
        fabric.nextToken((int) (command.line().number("tok") >>> MoveOffset.TOKEN_SHIFT) & 0xffff);
      }
    }
  }

  /**
   * What a guest issues for {@code input}, its operand as far into a page as it was; empty where
   * that is no access.
   */
  static Optional<Issued> issued(FunctionOperation.Input input) {
    return switch (input) {
      case FunctionOperation.StoreBlock block ->
          store(Operation.PCISTB, input, block.bar(), block.offset(), block.data());
      case FunctionOperation.Store store ->
          store(Operation.PCISTG, input, store.bar(), store.offset(), store.data());
      case FunctionOperation.Load load ->
          Optional.of(
              Issued.load(Operation.PCILG, load.bar(), load.offset(), load.data().size())
                  .from(inPage(input)));
      case FunctionOperation.Reset _,
          FunctionOperation.SetIrqs _,
          FunctionOperation.Map _,
          FunctionOperation.Unmap _,
          FunctionOperation.Injection _ ->
          Optional.empty();
    };
  }

  private static Optional<Issued> store(
      Operation operation, FunctionOperation.Input input, int space, long offset, Bytes data) {
    return Optional.of(Issued.store(operation, space, offset, data).from(inPage(input)));
  }

  private static long inPage(FunctionOperation.Input input) {
    return input.line().number("memory", 0) & (PAGE - 1);
  }

  private void issue(Seat seat, int line, Issued recorded) {
    Issued issued = recorded.from(SOURCE + recorded.memory());
    issued.data().copyTo(seat.storage().segment(), seat.storage().offset(issued.memory()));
    String missing = seat.issuer().missing(issued);
    if (missing != null) {
      sink.noIssuer(line, issued, missing);
      return;
    }
    recorder.clear();
    GuestResult told = seat.issuer().issue(issued);
    Crossing root = recorder.roots().getFirst();
    sink.issued(line, issued, told, root, judge.judge(issued, root, told));
  }

  @Override
  public void close() {
    seats.values().forEach(seat -> seat.issuer().close());
    arena.close();
  }
}
