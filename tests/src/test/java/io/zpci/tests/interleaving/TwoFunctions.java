package io.zpci.tests.interleaving;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Two functions whose data a driver looks at when it is interrupted. Each signal is of new data; at
 * the end the handler must have seen the newest of both.
 *
 * @param sent the counter of what function 0 sent; the next one is function 1's
 * @param seen the counter of what function 0's handler saw; the next one is function 1's
 */
record TwoFunctions(int sent, int seen) {
  /** A function that puts data in place before each of {@code signals}. */
  Actor function(int function, Actor.Activity... signals) {
    return Actor.once(
        "function " + function,
        Arrays.stream(signals)
            .map(signal -> withData(function, signal))
            .toArray(Actor.Activity[]::new));
  }

  private Actor.Activity withData(int function, Actor.Activity signal) {
    return ports -> {
      ports.act(
          "data " + function,
          world -> {
            world.counters[sent + function]++;
            return 0;
          });
      signal.run(ports);
    };
  }

  /** The driver's handler of {@code function}. */
  void handle(Ports ports, int function) {
    ports.act(
        "handler of function " + function,
        world -> world.counters[seen + function] = world.counters[sent + function]);
  }

  /** Says whose interrupt is lost in {@code world}, in which nobody can do anything more. */
  @Nullable String lost(World world) {
    for (int function = 0; function < 2; function++) {
      if (world.counters[seen + function] != world.counters[sent + function]) {
        return "an interrupt of function " + function + " is lost";
      }
    }
    return null;
  }
}
