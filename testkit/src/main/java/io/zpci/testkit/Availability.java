package io.zpci.testkit;

import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmFacts;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Stack;
import io.zpci.route.Facts;
import io.zpci.route.Route;
import io.zpci.trace.Tap;
import org.jspecify.annotations.Nullable;

/** Whether a route can be taken, before anything is made. */
final class Availability {
  /** The physical channel id of the kit's ISM functions. */
  static final int PCHID = 0x100;

  private Availability() {}

  /** Why {@code route} cannot be taken to a function of {@code function}; null where it can. */
  static @Nullable String of(Route route, Stack stack, FunctionFacts function) {
    return route.unavailable(
        new Facts(
            stack.qemu(),
            stack.host(),
            stack.hostOrder(),
            stack.mio(),
            stack.nullMappingSucceeds(),
            function,
            Tap.NONE));
  }

  /** The same for a function that the kit will make. */
  static @Nullable String of(Route route, Stack stack, DeviceModel device) {
    return of(
        route,
        stack,
        switch (device) {
          case ISM -> IsmFacts.plain(PCHID);
          case MEMORY -> MemoryFunction.memory().facts();
        });
  }
}
