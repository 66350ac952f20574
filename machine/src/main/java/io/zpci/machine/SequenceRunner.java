package io.zpci.machine;

import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.Reactions;
import io.zpci.linux.Errno;
import io.zpci.route.LparRoute;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.AccessSequences;
import io.zpci.workload.Bytes;
import io.zpci.workload.IsmScene;
import io.zpci.workload.IsmSequences;
import io.zpci.workload.Issued;
import io.zpci.workload.SequenceSettings;
import io.zpci.workload.Sequences;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs sequences of operations, each on a machine of its own with the function passed through: what
 * one run leaves behind no other one sees. The same sequence ends in the same way every time, as
 * long as what stands between does.
 */
public final class SequenceRunner {
  private static final int PCHID = 0x100;

  /** Room for the guest's translation tables, and for all that a run takes. */
  private static final long STORAGE = 2 << 20;

  private static final int SHOWN = 16;

  private final Route route;
  private final Stack stack;
  private final DeviceModel device;
  private final Supplier<Between> between;
  private final SequenceRun.Criterion criterion;
  private final boolean endState;
  private final boolean prepared;

  private SequenceRunner(
      Route route,
      Stack stack,
      DeviceModel device,
      Supplier<Between> between,
      SequenceRun.Criterion criterion,
      boolean endState,
      boolean prepared) {
    this.route = route;
    this.stack = stack;
    this.device = device;
    this.between = between;
    this.criterion = criterion;
    this.endState = endState;
    this.prepared = prepared;
  }

  /**
   * A runner on {@code route}: an operation fails that is not delivered whole or breaks a rule.
   *
   * @throws IllegalArgumentException where the route cannot be taken to the device
   */
  public SequenceRunner(Route route, Stack stack, DeviceModel device) {
    this(route, stack, device, () -> Between.NOTHING, SequenceRun.Criterion.NOT_WHOLE, false, true);
    String unavailable = route.unavailable(new HostMachine(stack, Tap.NONE).facts(facts(device)));
    if (unavailable != null) {
      throw new IllegalArgumentException("route " + route.name() + ": " + unavailable);
    }
  }

  /** The same with something between the ports, made anew for each run. */
  public SequenceRunner with(Supplier<Between> standing) {
    return new SequenceRunner(route, stack, device, standing, criterion, endState, prepared);
  }

  /** The same with another idea of what a failure is. */
  public SequenceRunner failing(SequenceRun.Criterion other) {
    return new SequenceRunner(route, stack, device, between, other, endState, prepared);
  }

  /**
   * The same; a run in which no operation failed is compared with one without a VMM and with
   * nothing between: what stands in the device in the end, and in memory that it writes.
   */
  public SequenceRunner comparingEndState() {
    return new SequenceRunner(route, stack, device, between, criterion, true, prepared);
  }

  /** The same on an ISM function that nobody has prepared: its guest has booted, and no more. */
  public SequenceRunner unprepared() {
    return new SequenceRunner(route, stack, device, between, criterion, endState, false);
  }

  /** Whether an ISM function is prepared as {@link IsmScene#PREPARED} says. */
  public boolean prepared() {
    return prepared && device == DeviceModel.ISM;
  }

  /** The route. */
  public Route route() {
    return route;
  }

  /** The versions and switches. */
  public Stack stack() {
    return stack;
  }

  /** The device. */
  public DeviceModel device() {
    return device;
  }

  /** Sequences of {@code settings} for this runner's device. */
  public Sequences sequences(SequenceSettings settings) {
    return switch (device) {
      case ISM -> new IsmSequences(IsmScene.PREPARED, settings);
      case MEMORY -> new AccessSequences(facts(device), settings);
    };
  }

  /** What is known of a device before it is used. */
  static FunctionFacts facts(DeviceModel device) {
    return switch (device) {
      case ISM -> IsmFacts.plain(PCHID);
      case MEMORY -> MemoryFunction.memory().facts();
    };
  }

  /**
   * Runs {@code sequence} up to its first failure.
   *
   * @return the failure; null where there is none
   */
  public @Nullable SequenceFailure run(List<Issued> sequence) {
    if (!endState) {
      return onItsRoute(run -> run.issue(sequence));
    }
    Ended ended = onItsRoute(run -> new Ended(run.issue(sequence), run.state()));
    if (ended.failure() != null) {
      return ended.failure();
    }
    List<SequenceRun.Area> expected =
        on(
            new LparRoute(),
            Between.NOTHING,
            run -> {
              sequence.forEach(run::judge);
              return run.state();
            });
    return difference(sequence.size(), expected, ended.state());
  }

  private record Ended(@Nullable SequenceFailure failure, List<SequenceRun.Area> state) {}

  private static SequenceFailure.@Nullable OfEndState difference(
      int index, List<SequenceRun.Area> expected, List<SequenceRun.Area> found) {
    for (int i = 0; i < expected.size(); i++) {
      Bytes wanted = expected.get(i).bytes();
      Bytes got = found.get(i).bytes();
      for (int at = 0; at < wanted.size(); at++) {
        if (wanted.at(at) != got.at(at)) {
          return new SequenceFailure.OfEndState(
              index, expected.get(i).place(), at, part(wanted, at), part(got, at));
        }
      }
    }
    return null;
  }

  private static Bytes part(Bytes bytes, int from) {
    byte[] part = new byte[Math.min(SHOWN, bytes.size() - from)];
    System.arraycopy(bytes.toArray(), from, part, 0, part.length);
    return Bytes.of(part);
  }

  /** What {@code body} makes of a run on this runner's route, on a machine of its own. */
  <T extends @Nullable Object> T onItsRoute(Function<SequenceRun, T> body) {
    return on(route, between.get(), body);
  }

  private <T extends @Nullable Object> T on(
      Route taken, Between standing, Function<SequenceRun, T> body) {
    TraceRecorder trace = new TraceRecorder();
    trace.pause();
    try (Arena arena = Arena.ofConfined()) {
      Fabric fabric = new Fabric(PCHID);
      PciFunction function =
          switch (device) {
            case ISM ->
                fabric.add(
                    IsmScene.PREPARED.gid(), IsmFacts.plain(PCHID), Reactions.DEFAULT, trace);
            case MEMORY -> MemoryFunction.memory();
          };
      try (Passthrough passthrough =
          Passthrough.open(taken, stack, function, arena, STORAGE, standing, trace)) {
        int result = passthrough.boot();
        if (result != 0) {
          throw new IllegalStateException(
              "route " + taken.name() + ": the guest does not boot: -" + Errno.name(-result));
        }
        SequenceRun run =
            prepared()
                ? SequenceRun.on(passthrough, peer(fabric, arena, trace), trace)
                : SequenceRun.on(passthrough, trace);
        trace.resume();
        return body.apply(run.with(criterion));
      }
    }
  }

  private static IsmPeer peer(Fabric fabric, Arena arena, Tap tap) {
    int size = IsmScene.PREPARED.peers().stream().mapToInt(IsmScene.Dmb::length).sum();
    return new IsmPeer(fabric, IsmScene.PREPARED.peer(), arena, size, tap);
  }
}
