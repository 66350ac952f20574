package io.zpci.bench;

import java.nio.file.Path;
import java.util.ArrayList;
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
    List<Suite> suites = new ArrayList<>();
    suites.add(new SplitSuite());
    suites.add(new RouteSuite(false));
    suites.add(new RouteSuite(true));
    suites.add(new LookupSuite());
    suites.add(new AllocationSuite());
    suites.add(new InterruptSuite());
    suites.add(new TalkSuite());
    suites.add(new StartSuite());
    return suites;
  }
}
