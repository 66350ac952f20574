package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.guest.IsmDriverVersion;
import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.machine.Talk;
import io.zpci.machine.TalkPlan;
import io.zpci.machine.TalkResult;
import io.zpci.route.Route;
import io.zpci.vmm.QemuVersion;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whatever the versions and switches: a talk ends, and says how. */
class TalkSweepTest {
  private static final long SEED = Long.getLong("zpci.seed", 20_261_121L);
  private static final int STACKS = 60;
  private static final int MOST_BYTES = 3001;

  private final Random random = new Random(SEED);

  @Test
  void everyTalkEndsWithAnOutcome() {
    Set<String> outcomes = new TreeSet<>();
    for (int i = 0; i < STACKS; i++) {
      Stack stack = stack();
      TalkPlan plan = plan();
      for (Route route : Routes.all()) {
        String what = "seed %d: %s, %s, %s".formatted(SEED, route.name(), stack, plan);
        try {
          TalkResult result = Talk.run(route, stack, plan, _ -> {});
          outcomes.add(result.outcome());
          holds(plan, result, what + ": " + result);
        } catch (RuntimeException e) {
          throw new AssertionError(what, e);
        }
      }
    }
    assertTrue(
        outcomes.containsAll(Set.of("delivered", "stopped", "corrupted", "unavailable")),
        outcomes.toString());
  }

  private static void holds(TalkPlan plan, TalkResult result, String what) {
    switch (result.outcome()) {
      case "delivered" -> {
        assertEquals(plan.bytes(), result.bytes(), what);
        assertNull(result.why(), what);
        assertNull(result.firstBreak(), what);
        assertTrue(result.blocks() > 0 && result.interrupts() > 0, what);
      }
      case "unavailable" -> {
        assertEquals(0, result.bytes(), what);
        assertNotNull(result.why(), what);
      }
      default -> {
        assertTrue(result.bytes() < plan.bytes(), what);
        assertNotNull(result.why(), what);
        TalkResult.Break first = result.firstBreak();
        assertNotNull(first, what);
        assertNotNull(first.brokenBy(), what);
        assertNotNull(first.rule(), what);
      }
    }
  }

  private Stack stack() {
    ByteOrder order = random.nextInt(4) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    return new Stack(
        any(QemuVersion.all()),
        any(LinuxVersion.all()),
        any(LinuxVersion.all()),
        order,
        random.nextBoolean(),
        random.nextBoolean());
  }

  /** Odd numbers of bytes and of functions too. */
  private TalkPlan plan() {
    int smallest = 1 + random.nextInt(700);
    return new TalkPlan(
        1 + random.nextInt(MOST_BYTES),
        smallest,
        smallest + random.nextInt(3000),
        2 + random.nextInt(3),
        random.nextLong(),
        any(IsmDriverVersion.all()),
        1 + random.nextInt(2));
  }

  private <T> T any(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }
}
