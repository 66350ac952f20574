package io.zpci.tests.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.interrupt.AdapterInterruption;
import io.zpci.interrupt.FloatingInterruption;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/** The facility that is explored does what the real one does. */
class PortFacilityTest {
  private static final long SEED = Long.getLong("zpci.seed", 1);
  private static final int TRIES = 10_000;

  /** Ports that do at once what they are asked. */
  private static final class AtOnce {
    final World world = new World(Words.fromZero(0), 2, 1);

    private Ports ports(long... answers) {
      return new Ports(0, answers, world.layout);
    }

    AdapterInterruption facility() {
      return new PortFacility(ports(), "its", 1, 0);
    }

    /** Runs {@code call}, which makes one access. */
    long ask(ToLongFunction<AdapterInterruption> call) {
      try {
        return call.applyAsLong(facility());
      } catch (Ports.Pause pause) {
        if (!pause.access.ready().in(world)) {
          return -1;
        }
        long answer = pause.access.effect().on(world);
        return call.applyAsLong(new PortFacility(ports(answer), "its", 1, 0));
      }
    }
  }

  @Test
  void everyCallAnswersAndChangesTheSame() {
    Random random = new Random(SEED);
    AtOnce explored = new AtOnce();
    long[] kicks = {0};
    AdapterInterruption real = new FloatingInterruption(true, () -> kicks[0]++);
    for (int i = 0; i < TRIES; i++) {
      int isc = random.nextInt(8);
      int operation = random.nextInt(2);
      int mask = 1 << random.nextInt(8);
      int what = random.nextInt(4);
      String message = "seed " + SEED + ", call " + i;
      switch (what) {
        case 0 ->
            assertEquals(
                real.inject(isc) ? 1 : 0, explored.ask(f -> f.inject(isc) ? 1 : 0), message);
        case 1 ->
            assertEquals(
                real.forward(isc) ? 1 : 0, explored.ask(f -> f.forward(isc) ? 1 : 0), message);
        case 2 ->
            assertEquals(
                real.control(operation, isc) ? 1 : 0,
                explored.ask(f -> f.control(operation, isc) ? 1 : 0),
                message);
        default -> assertEquals(real.take(mask), explored.ask(f -> f.take(mask)), message);
      }
      assertEquals(real.singleMode(), explored.ask(AdapterInterruption::singleMode), message);
      assertEquals(real.noMode(), explored.ask(AdapterInterruption::noMode), message);
      assertEquals(
          real.isPending(0xff) ? 1 : 0, explored.ask(f -> f.isPending(0xff) ? 1 : 0), message);
      assertEquals(kicks[0], explored.world.counters[0], message);
    }
  }
}
