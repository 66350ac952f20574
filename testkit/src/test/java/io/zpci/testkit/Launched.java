package io.zpci.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * What JUnit reports of the tests of a class, which stands inside a test's class so that Surefire
 * does not run it.
 */
final class Launched {
  /**
   * A test or a container that ended.
   *
   * @param name its display name
   * @param status {@code successful}, {@code failed}, {@code aborted} or {@code skipped}
   * @param text why it was skipped, or the message of what was thrown; empty where neither
   */
  record Ended(String name, String status, String text, @Nullable Throwable thrown) {
    Throwable error() {
      return Objects.requireNonNull(thrown);
    }
  }

  private Launched() {}

  /** Runs {@code type}, and gives its tests in the order in which they ended. */
  static List<Ended> run(Class<?> type) {
    return run(type, Map.of());
  }

  /** The same with configuration parameters. */
  static List<Ended> run(Class<?> type, Map<String, String> parameters) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(type))
            .configurationParameters(parameters)
            .build();
    Listener listener = new Listener();
    LauncherFactory.create().execute(request, listener);
    return listener.ended;
  }

  /** Runs {@code type}, which has one test, and gives what that one threw. */
  static Throwable failure(Class<?> type) {
    return failure(type, Map.of());
  }

  /** The same with configuration parameters. */
  static Throwable failure(Class<?> type, Map<String, String> parameters) {
    List<Ended> ended = run(type, parameters);
    assertEquals(1, ended.size(), ended.toString());
    assertEquals("failed", ended.getFirst().status());
    return ended.getFirst().error();
  }

  /** {@code name status} of each test. */
  static List<String> statuses(Class<?> type) {
    return run(type).stream().map(each -> each.name() + " " + each.status()).toList();
  }

  private static final class Listener implements TestExecutionListener {
    private final List<Ended> ended = new ArrayList<>();

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
      ended.add(new Ended(test.getDisplayName(), "skipped", reason, null));
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean failed = result.getStatus() == TestExecutionResult.Status.FAILED;
      if (test.isTest() || failed) {
        Throwable thrown = result.getThrowable().orElse(null);
        ended.add(
            new Ended(
                test.getDisplayName(),
                result.getStatus().name().toLowerCase(java.util.Locale.ROOT),
                thrown == null ? "" : String.valueOf(thrown.getMessage()),
                thrown));
      }
    }
  }
}
