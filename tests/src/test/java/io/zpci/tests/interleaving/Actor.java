package io.zpci.tests.interleaving;

import java.util.List;

/**
 * Somebody who acts: activities, one after the other, each from a fresh start; the last one again
 * and again where {@code repeats}. Between two activities an actor remembers nothing but what is in
 * the world.
 */
record Actor(String name, boolean repeats, List<Activity> activities) {
  /** Code on ports; everything it needs it makes anew. */
  @FunctionalInterface
  interface Activity {
    void run(Ports ports);
  }

  static Actor once(String name, Activity... activities) {
    return new Actor(name, false, List.of(activities));
  }

  static Actor again(String name, Activity activity) {
    return new Actor(name, true, List.of(activity));
  }
}
