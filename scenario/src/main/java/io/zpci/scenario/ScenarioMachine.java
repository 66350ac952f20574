package io.zpci.scenario;

import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.linux.Errno;
import io.zpci.machine.Between;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.SequenceRun;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.IsmScene;
import java.lang.foreign.Arena;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a workload runs on: one route with one stack, and the scenario's functions on it. Made anew
 * for each run.
 */
public final class ScenarioMachine implements AutoCloseable {
  private static final int PCHID = 0x100;
  private static final long GID_STEP = 0x1111_1111_0000_0001L;

  private final Route route;
  private final Stack stack;
  private final DeviceChoice device;
  private final Arena arena = Arena.ofConfined();
  private final TraceRecorder trace = new TraceRecorder();
  private final Map<String, Held> functions = new LinkedHashMap<>();

  /** A function and who issues operations to it. */
  private record Held(PciFunction function, Passthrough passthrough, SequenceRun run) {}

  /**
   * A machine of its own.
   *
   * @throws IllegalStateException where the guest does not boot
   */
  ScenarioMachine(Route route, Stack stack, DeviceChoice device) {
    this.route = route;
    this.stack = stack;
    this.device = device;
    trace.pause();
    try {
      Fabric fabric = new Fabric(PCHID);
      for (int i = 0; i < device.functions(); i++) {
        hold(fabric, i);
      }
      trace.resume();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void hold(Fabric fabric, int number) {
    PciFunction function =
        switch (device.model()) {
          case ISM ->
              fabric.add(
                  IsmScene.PREPARED.gid() + number * GID_STEP,
                  IsmFacts.plain(PCHID),
                  device.reactions(),
                  trace);
          case MEMORY -> MemoryFunction.memory();
        };
    Passthrough passthrough =
        Passthrough.open(
            route, stack, function, arena, Passthrough.STORAGE, Between.NOTHING, trace);
    if (device.booted()) {
      int result = passthrough.boot();
      if (result != 0) {
        passthrough.close();
        throw new IllegalStateException("the guest does not boot: -" + Errno.name(-result));
      }
    }
    SequenceRun run =
        device.prepared() && number == 0
            ? SequenceRun.on(passthrough, peer(fabric), trace)
            : SequenceRun.on(passthrough, trace);
    functions.put(String.valueOf((char) ('a' + number)), new Held(function, passthrough, run));
  }

  private IsmPeer peer(Fabric fabric) {
    int size = IsmScene.PREPARED.peers().stream().mapToInt(IsmScene.Dmb::length).sum();
    return new IsmPeer(fabric, IsmScene.PREPARED.peer(), arena, size, trace);
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
