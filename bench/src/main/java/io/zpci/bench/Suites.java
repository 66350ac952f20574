package io.zpci.bench;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All benchmarks, in the order of the table. */
final class Suites {
  private Suites() {}

  /**
   * All of them.
   *
   * @param libvfioUser where a built libvfio-user is; null where there is none
   */
  static List<Suite> all(@Nullable Path libvfioUser) {
    return List.of(
        new SplitSuite(),
        new RouteSuite(false),
        new RouteSuite(true),
        new AllocationSuite(),
        new LookupSuite(),
        new RegisterSuite(),
        new KernelSuite(),
        new InterruptSuite(),
        new TalkSuite(),
        new MoveSuite(),
        new UpcallSuite(),
        new RoundTripSuite(libvfioUser),
        new StartSuite());
  }
}
