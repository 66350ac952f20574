package io.zpci.scenario;

import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.guest.GuestKernelCrash;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFunction;
import io.zpci.linux.Errno;
import io.zpci.linux.KernelOops;
import io.zpci.machine.Between;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.SequenceRun;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.IsmScene;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a workload runs on: one route with one stack, and the scenario's functions on it. Made anew
 * for each run.
 */
public final class ScenarioMachine implements AutoCloseable {
  private static final long GID_STEP = 0x1111_1111_0000_0001L;

  private final Route route;
  private final Stack stack;
  private final DeviceChoice device;
  private final Arena arena = Arena.ofConfined();
  private final TraceRecorder trace = new TraceRecorder();
  private final Map<String, Held> functions = new LinkedHashMap<>();
  private final Map<Class<?>, Object> parts = new LinkedHashMap<>();
  private final @Nullable ScenarioFaults faults;
  private @Nullable String notBooted;

  /** A function and who issues operations to it. */
  private record Held(PciFunction function, Passthrough passthrough, SequenceRun run) {}

  /**
   * A machine of its own; where its guest has not booted ({@link #notBooted}), no step may run.
   *
   * @param faults whether steps may set faults
   */
  ScenarioMachine(Route route, Stack stack, DeviceChoice device, boolean faults) {
    this.route = route;
    this.stack = stack;
    this.device = device;
    this.faults = faults ? new ScenarioFaults(device.names()) : null;
    trace.pause();
    try {
      Fabric fabric = new Fabric(DeviceChoice.PCHID);
      if (device.oneGuest()) {
        holdTogether(fabric);
      }
      for (int i = functions.size(); i < device.functions() && notBooted == null; i++) {
        PciFunction function = function(fabric, i);
        Between between = between(device.names().get(i));
        hold(
            fabric,
            i,
            function,
            Passthrough.open(route, stack, function, arena, Passthrough.STORAGE, between, trace));
      }
      trace.resume();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private PciFunction function(Fabric fabric, int number) {
    // The second GID is that of the peer, where one is prepared.
    int gid = device.prepared() && number > 0 ? number + 1 : number;
    return switch (device.model(number)) {
      case ISM ->
          fabric.add(
              IsmScene.PREPARED.gid() + gid * GID_STEP,
              device.facts(number),
              device.reactions(),
              trace);
      case MEMORY -> new MemoryFunction(device.facts(number));
    };
  }

  private void holdTogether(Fabric fabric) {
    List<PciFunction> all = new ArrayList<>();
    for (int i = 0; i < device.functions(); i++) {
      all.add(function(fabric, i));
    }
    List<Passthrough> opened =
        Passthrough.open(route, stack, all, arena, Passthrough.STORAGE, Between.NOTHING, trace);
    for (int i = 0; i < all.size() && notBooted == null; i++) {
      hold(fabric, i, all.get(i), opened.get(i));
    }
  }

  private void hold(Fabric fabric, int number, PciFunction function, Passthrough passthrough) {
    if (device.booted()) {
      notBooted = boot(passthrough);
      if (notBooted != null) {
        passthrough.close();
        return;
      }
    }
    SequenceRun run =
        device.prepared() && number == 0
            ? SequenceRun.on(passthrough, peer(fabric), trace)
            : SequenceRun.on(passthrough, trace);
    functions.put(device.names().get(number), new Held(function, passthrough, run));
  }

  private static @Nullable String boot(Passthrough passthrough) {
    try {
      int result = passthrough.boot();
      return result == 0 ? null : "-" + Errno.name(-result);
    } catch (KernelOops | GuestKernelCrash e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** The errno with which the guest did not boot, or what its kernel said; null where it did. */
  @Nullable String notBooted() {
    return notBooted;
  }

  private IsmPeer peer(Fabric fabric) {
    int size = IsmScene.PREPARED.peers().stream().mapToInt(IsmScene.Dmb::length).sum();
    return new IsmPeer(fabric, IsmScene.PREPARED.peer(), arena, size, trace);
  }

  /** What stands between the ports of the function {@code name}. */
  Between between(String name) {
    return faults == null ? Between.NOTHING : faults.at(name);
  }

  /** Whether the workload sets faults. */
  boolean hasFaults() {
    return faults != null;
  }

  /** The GID of the ISM function {@code name}. */
  long gid(String name) {
    return held(name).function() instanceof IsmFunction ism ? ism.gid() : 0;
  }

  /**
   * The faults of the scenario.
   *
   * @throws IllegalStateException where its workload sets none
   */
  ScenarioFaults faults() {
    if (faults == null) {
      throw new IllegalStateException("a workload that sets no faults");
    }
    return faults;
  }

  /**
   * What a kind of step keeps on this machine from one step to the next: {@code made} when it is
   * first asked for.
   */
  public <T> T part(Class<T> type, Function<ScenarioMachine, T> made) {
    Object there = parts.get(type);
    if (there == null) {
      there = made.apply(this);
      parts.put(type, there);
    }
    return type.cast(there);
  }

  /** The route. */
  public Route route() {
    return route;
  }

  /** The versions and switches. */
  public Stack stack() {
    return stack;
  }

  /** The device as the scenario chose it. */
  public DeviceChoice device() {
    return device;
  }

  /** Every crossing of the step that runs. */
  public TraceRecorder trace() {
    return trace;
  }

  /** The function {@code name} as it is passed through. */
  public Passthrough passthrough(String name) {
    return held(name).passthrough();
  }

  /** Who issues operations to the function {@code name} and judges them. */
  public SequenceRun run(String name) {
    return held(name).run();
  }

  private Held held(String name) {
    Held held = functions.get(name);
    if (held == null) {
      throw new IllegalArgumentException("no function " + name);
    }
    return held;
  }

  @Override
  public void close() {
    functions.values().forEach(held -> held.passthrough().close());
    arena.close();
  }
}
