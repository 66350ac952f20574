package io.zpci.testkit;

import static java.util.Map.entry;

import io.zpci.arch.PciInstructions;
import io.zpci.fault.Faults;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxKernel;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.verdict.TraceRecorder;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ParameterResolutionException;

/** What a test may ask for, by type. */
final class Parts {
  private static final Map<Class<?>, Function<TestStand, Object>> ALL =
      Map.ofEntries(
          entry(Passthrough.class, TestStand::passthrough),
          entry(PciInstructions.class, stand -> stand.passthrough().instructions()),
          entry(LinuxIo.class, stand -> withKernel(LinuxIo.class, stand).io()),
          entry(LinuxKernel.class, stand -> withKernel(LinuxKernel.class, stand).kernel()),
          entry(PciDev.class, TestStand::dev),
          entry(GuestStorage.class, stand -> stand.passthrough().storage()),
          entry(
              IsmPeer.class,
              stand ->
                  there(IsmPeer.class, stand.peer(), "the kit made no ISM function for this test")),
          entry(TraceRecorder.class, TestStand::recorder),
          entry(Tap.class, TestStand::recorder),
          entry(Route.class, TestStand::route),
          entry(Stack.class, stand -> stand.passthrough().stack()),
          entry(Arena.class, TestStand::arena),
          // They are made wherever a test asks for them; see Asked.
          entry(Faults.class, stand -> Objects.requireNonNull(stand.faults())),
          entry(Seed.class, TestStand::seed));

  private Parts() {}

  /** Whether there is such a part. */
  static boolean has(Class<?> type) {
    return ALL.containsKey(type) || PciFunction.class.isAssignableFrom(type);
  }

  /** Whether any of {@code types} is a part of a kernel. */
  static boolean needKernel(Set<Class<?>> types) {
    return types.contains(LinuxIo.class) || types.contains(LinuxKernel.class);
  }

  /**
   * The part of {@code type}.
   *
   * @throws ParameterResolutionException where the test's machine has none
   */
  static Object of(Class<?> type, TestStand stand) {
    Function<TestStand, Object> part = ALL.get(type);
    return part == null ? function(type, stand.passthrough().function()) : part.apply(stand);
  }

  private static Object function(Class<?> type, PciFunction function) {
    if (!type.isInstance(function)) {
      String is = function.getClass().getSimpleName();
      throw missing(type, "the function under test is of class " + is);
    }
    return function;
  }

  private static Passthrough withKernel(Class<?> type, TestStand stand) {
    Passthrough passthrough = stand.passthrough();
    if (!passthrough.hasKernel()) {
      String route = passthrough.route().name();
      throw missing(type, "route " + route + " is one of a process, which has no kernel");
    }
    return passthrough;
  }

  private static Object there(Class<?> type, @Nullable Object part, String otherwise) {
    if (part == null) {
      throw missing(type, otherwise);
    }
    return part;
  }

  private static ParameterResolutionException missing(Class<?> type, String why) {
    return new ParameterResolutionException(type.getSimpleName() + ": " + why);
  }
}
