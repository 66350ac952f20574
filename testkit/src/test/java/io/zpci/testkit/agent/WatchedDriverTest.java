package io.zpci.testkit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.testkit.watched.Commands;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Tests with a watched driver, run inside a test: which fail, and with what. */
class WatchedDriverTest {
  @WatchedDriver("io.zpci.testkit.watched")
  static class Watched {
    private final WatchedIsm ism = WatchedIsm.lpar();

    @AfterEach
    void close() {
      ism.close();
    }

    private Commands commands() {
      return new Commands(ism.passthrough.dev());
    }

    @Test
    void clean() {
      assertEquals(0, commands().addVlan(5));
    }

    @Test
    void faulty() {
      commands().headerFirst(5);
    }

    @Test
    void looksItself(DriverWatch watch) {
      commands().headerFirst(5);
      assertEquals(1, watch.findings().size());
    }

    @Test
    void neverCalled() {
      assertEquals(WatchedIsm.GID, 0xa1);
    }

    @Test
    void failsItself() {
      commands().headerFirst(5);
      throw new IllegalStateException("its own");
    }

    @Test
    @WatchedDriver("io.zpci.testkit.watched.Moves")
    void methodSaysWhich(DriverWatch watch) {
      commands().headerFirst(5);
      assertEquals("io.zpci.testkit.watched.Moves", watch.driver());
      assertEquals(0, watch.calls());
    }

    @Nested
    class Inside {
      @Test
      void faultyInside() {
        commands().headerFirst(5);
      }
    }
  }

  private static Map<String, TestExecutionResult> run() {
    Map<String, TestExecutionResult> results = new TreeMap<>();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(Watched.class))
            .build();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  results.put(test.getDisplayName().replaceAll("\\(.*", ""), result);
                }
              }
            });
    return results;
  }

  @Test
  void eachTestEndsAsItsDriverBehaves() {
    Map<String, TestExecutionResult> results = run();
    assertEquals(
        List.of(
            "clean",
            "failsItself",
            "faulty",
            "faultyInside",
            "looksItself",
            "methodSaysWhich",
            "neverCalled"),
        List.copyOf(results.keySet()));
    assertEquals("", failure(results, "clean"));
    assertEquals("", failure(results, "looksItself"));
    assertEquals("", failure(results, "methodSaysWhich"));
    assertEquals("no call of io.zpci.testkit.watched was seen", failure(results, "neverCalled"));
    assertTrue(failure(results, "faulty").contains("\nR-08 at io.zpci.testkit.watched.Commands."));
    assertTrue(failure(results, "faultyInside").contains("\nR-08 at "));
    assertEquals("its own", failure(results, "failsItself"));
    Throwable own = results.get("failsItself").getThrowable().orElseThrow();
    assertEquals(1, own.getSuppressed().length);
    assertTrue(own.getSuppressed()[0].getMessage().contains("\nR-08 at "));
  }

  private static String failure(Map<String, TestExecutionResult> results, String test) {
    return results.get(test).getThrowable().map(Throwable::getMessage).orElse("");
  }
}
