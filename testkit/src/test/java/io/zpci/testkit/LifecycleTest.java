package io.zpci.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.guest.PciDev;
import io.zpci.machine.Passthrough;
import io.zpci.testkit.Launched.Ended;
import io.zpci.verdict.TraceRecorder;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Each test has a machine of its own, which is closed behind it. */
class LifecycleTest {
  @Test
  void everythingIsClosedBehindTheTest() {
    Closing.arenas.clear();
    assertEquals(
        List.of("passes(Arena) successful", "fails(Arena) failed"),
        Launched.run(Closing.class).stream()
            .map(each -> each.name() + " " + each.status())
            .sorted(java.util.Comparator.reverseOrder())
            .toList());
    assertEquals(2, Closing.arenas.size());
    Closing.arenas.forEach(arena -> assertFalse(arena.scope().isAlive()));
  }

  static class Closing {
    static final Set<Arena> arenas = ConcurrentHashMap.newKeySet();

    @PassthroughTest
    void passes(Arena arena) {
      arenas.add(arena);
    }

    @PassthroughTest
    void fails(Arena arena) {
      arenas.add(arena);
      throw new IllegalStateException("fails");
    }

    @AfterEach
    void stillOpen(Arena arena) {
      assertTrue(arena.scope().isAlive());
      assertTrue(arenas.contains(arena));
    }
  }

  @Test
  void parallelTestsShareNothing() {
    Parallel.machines.clear();
    List<Ended> ended =
        Launched.run(
            Parallel.class,
            Map.of(
                "junit.jupiter.execution.parallel.enabled",
                "true",
                "junit.jupiter.execution.parallel.config.strategy",
                "fixed",
                "junit.jupiter.execution.parallel.config.fixed.parallelism",
                "3"));
    assertEquals(3, ended.size());
    ended.forEach(each -> assertEquals("successful", each.status(), each.text()));
    assertEquals(3, Parallel.machines.size());
  }

  @Execution(ExecutionMode.CONCURRENT)
  static class Parallel {
    static final Set<Passthrough> machines = ConcurrentHashMap.newKeySet();
    static final CountDownLatch together = new CountDownLatch(3);

    private static void run(Passthrough passthrough, PciDev dev, TraceRecorder trace, int count)
        throws InterruptedException {
      machines.add(passthrough);
      together.countDown();
      assertTrue(together.await(60, TimeUnit.SECONDS), "the tests do not run side by side");
      for (int i = 0; i < count; i++) {
        dev.memory().putLong(0x1000, i);
        assertEquals(0, dev.storeBlock(2, 8, 8, 0x1000));
      }
      assertEquals(count, trace.roots().size());
      assertEquals(
          count - 1,
          trace.roots().getLast().data().at(7) | trace.roots().getLast().data().at(6) << 8);
    }

    @PassthroughTest
    void one(Passthrough passthrough, PciDev dev, TraceRecorder trace) throws Exception {
      run(passthrough, dev, trace, 300);
    }

    @PassthroughTest
    void two(Passthrough passthrough, PciDev dev, TraceRecorder trace) throws Exception {
      run(passthrough, dev, trace, 400);
    }

    @PassthroughTest(route = "zpci-io-region")
    void three(Passthrough passthrough, PciDev dev, TraceRecorder trace) throws Exception {
      run(passthrough, dev, trace, 500);
    }
  }

  @PassthroughTest
  void callWithATimeOutMayRunInAThreadOfItsOwn(PciDev dev) {
    int result =
        assertTimeoutPreemptively(Duration.ofMinutes(1), () -> dev.storeBlock(2, 8, 8, 0x1000));
    assertEquals(0, result);
  }

  @Test
  void seedIsTheSameOnEveryRunUnlessItIsGiven() {
    assertEquals("1", Launched.failure(SaysSeed.class).getMessage().lines().findFirst().orElse(""));
    assertEquals(
        "42",
        Launched.failure(SaysSeed.class, Map.of(Seed.PROPERTY, "42"))
            .getMessage()
            .lines()
            .findFirst()
            .orElse(""));
  }

  static class SaysSeed {
    @PassthroughTest
    void says(Seed seed) {
      throw new AssertionError(String.valueOf(seed.value()));
    }
  }
}
