package io.zpci.testkit;

import io.zpci.fault.Faults;
import io.zpci.function.MemoryFunction;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.linux.Errno;
import io.zpci.machine.Between;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Stack;
import io.zpci.route.ProcessRoute;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import io.zpci.verdict.Judge;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.IsmScene;
import java.lang.foreign.Arena;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestInstances;
import org.opentest4j.TestAbortedException;

/**
 * Everything that one test stands on: a machine of its own with the function passed through, and
 * the trace of what the test does.
 */
final class TestStand implements AutoCloseable {
  /** The functions that printed sequences expect. */
  private static final IsmScene SCENE = IsmScene.PREPARED;

  private final Ground ground;
  private final Passthrough passthrough;
  private final String model;
  private final @Nullable Fabric fabric;
  private final @Nullable Faults faults;
  private final PciDev dev;
  private @Nullable IsmPeer peer;

  /** What is there before the machine: what a test's own function may be made of. */
  private record Ground(
      Route route, Stack stack, long storage, Seed seed, Arena arena, TraceRecorder recorder) {
    private @Nullable Object parameter(Class<?> type) {
      if (type == Tap.class || type == TraceRecorder.class) {
        return recorder;
      }
      if (type == Arena.class) {
        return arena;
      }
      if (type == Stack.class) {
        return stack;
      }
      if (type == Route.class) {
        return route;
      }
      return type == Seed.class ? seed : null;
    }
  }

  private TestStand(
      Ground ground,
      Passthrough passthrough,
      String model,
      @Nullable Fabric fabric,
      @Nullable Faults faults) {
    this.ground = ground;
    this.passthrough = passthrough;
    this.model = model;
    this.fabric = fabric;
    this.faults = faults;
    this.dev = faults == null ? passthrough.dev() : faults.dev(passthrough.dev());
  }

  /**
   * Opens what {@code settings} ask for, on {@code route}.
   *
   * @param every whether the test runs on every route: it is aborted where this one cannot be taken
   * @throws ExtensionConfigurationException where the settings, or what the test brings, do not fit
   */
  static TestStand open(ExtensionContext context, Settings settings, Route route, boolean every) {
    Optional<Member> own = Member.of(context, FunctionUnderTest.class);
    Ground ground =
        new Ground(
            route,
            settings.stack(),
            settings.storage(),
            Seed.of(context),
            // Shared, for a test may run a call with a time-out in a thread of its own.
            Arena.ofShared(),
            new TraceRecorder());
    try {
      ground.recorder().pause();
      TestStand stand =
          own.isPresent()
              ? open(
                  context, ground, ownFunction(context, own.get(), settings, ground), null, every)
              : open(context, ground, settings, every);
      stand.boot(settings.boot());
      ground.recorder().resume();
      return stand;
    } catch (Throwable e) {
      ground.arena().close();
      throw e;
    }
  }

  private static PciFunction ownFunction(
      ExtensionContext context, Member own, Settings settings, Ground ground) {
    if (settings.hasDevice() || settings.hasReactions()) {
      throw new ExtensionConfigurationException(
          "device and reactions are for a function that the kit makes; this test brings its own "
              + "by @FunctionUnderTest");
    }
    TestInstances instances = context.getTestInstances().orElse(null);
    PciFunction function = own.value(PciFunction.class, instances, ground::parameter);
    if (function.facts() == null) {
      throw new ExtensionConfigurationException(
          "@FunctionUnderTest: facts() answers null; a mock must answer it before the machine is made");
    }
    return function;
  }

  private static TestStand open(
      ExtensionContext context, Ground ground, Settings settings, boolean every) {
    DeviceModel device = settings.device();
    return switch (device) {
      case ISM -> {
        Fabric fabric = new Fabric(Availability.PCHID);
        PciFunction function =
            fabric.add(
                SCENE.gid(),
                IsmFacts.plain(fabric.pchid()),
                settings.reactions(),
                ground.recorder());
        yield open(context, ground, function, fabric, every);
      }
      case MEMORY -> {
        if (settings.hasReactions()) {
          throw new ExtensionConfigurationException(
              "reactions are those of an ISM function; the device is " + device.word());
        }
        yield open(context, ground, MemoryFunction.memory(), null, every);
      }
    };
  }

  private static TestStand open(
      ExtensionContext context,
      Ground ground,
      PciFunction function,
      @Nullable Fabric fabric,
      boolean every) {
    Route route = ground.route();
    String unavailable = Availability.of(route, ground.stack(), function.facts());
    if (unavailable != null) {
      throw every
          ? new TestAbortedException(unavailable)
          : new ExtensionConfigurationException("route " + route.name() + ": " + unavailable);
    }
    Faults faults =
        Asked.types(context).contains(Faults.class)
            ? new Faults(ground.seed().value()).standing()
            : null;
    Passthrough passthrough =
        Passthrough.open(
            faults != null && route instanceof ProcessRoute process ? faults.over(process) : route,
            ground.stack(),
            function,
            ground.arena(),
            ground.storage(),
            between(context, ground, faults),
            ground.recorder());
    ground.recorder().judgedBy(new Judge(route.name(), function.facts()));
    return new TestStand(ground, passthrough, function.facts().model(), fabric, faults);
  }

  private static Between between(ExtensionContext context, Ground ground, @Nullable Faults faults) {
    Optional<Member> own = Member.of(context, Interposed.class);
    if (own.isEmpty()) {
      return faults == null ? Between.NOTHING : faults;
    }
    TestInstances instances = context.getTestInstances().orElse(null);
    Between interposed = own.get().value(Between.class, instances, ground::parameter);
    return faults == null ? interposed : new StackedBetween(faults, interposed);
  }

  private void boot(boolean asked) {
    int result = asked ? passthrough.boot() : 0;
    if (result != 0) {
      passthrough.close();
      throw new ExtensionConfigurationException(
          "route %s: the guest does not boot: -%s"
              .formatted(ground.route().name(), Errno.name(-result)));
    }
  }

  /** The function passed through. */
  Passthrough passthrough() {
    return passthrough;
  }

  /** The route, without the faults that may stand in it. */
  Route route() {
    return ground.route();
  }

  /** The function as a driver holds it, with the faults in front. */
  PciDev dev() {
    return dev;
  }

  /** Route, function, versions and seed, in one line; behind it the faults that were set. */
  String describe() {
    Faults there = faults;
    String set = there == null || there.all().isEmpty() ? "" : "\n" + there;
    return "route %s to %s; %s; seed %d"
            .formatted(route().name(), model, ground.stack().describe(), seed().value())
        + set;
  }

  /** What the test did. */
  TraceRecorder recorder() {
    return ground.recorder();
  }

  /** Where the test's memory is. */
  Arena arena() {
    return ground.arena();
  }

  /** The seed. */
  Seed seed() {
    return ground.seed();
  }

  /** The faults; null where the test does not ask for them. */
  @Nullable Faults faults() {
    return faults;
  }

  /** The other function of the fabric; null where the kit did not make an ISM function. */
  @Nullable IsmPeer peer() {
    if (peer == null && fabric != null) {
      peer = new IsmPeer(fabric, SCENE.peer(), arena(), ground.storage(), recorder());
    }
    return peer;
  }

  @Override
  public void close() {
    try (Arena _ = arena()) {
      passthrough.close();
    }
  }
}
