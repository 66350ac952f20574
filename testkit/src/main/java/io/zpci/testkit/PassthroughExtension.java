package io.zpci.testkit;

import io.zpci.arch.PciInstructions;
import io.zpci.fault.Faults;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.LinuxKernel;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Stack;
import io.zpci.route.ProcessRoute;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.verdict.TraceRecorder;
import java.lang.foreign.Arena;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.BeforeTestExecutionCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * The JUnit extension behind {@link PassthroughTest} and {@link EveryRoute}: gives each test a
 * function that is passed through, on a machine of its own, and tells what every hand did where the
 * test fails.
 *
 * <p>Methods of tests, {@code BeforeEach} and {@code AfterEach} methods and constructors may have
 * parameters of these types: {@link Passthrough}, the {@link PciInstructions} of the guest, {@link
 * LinuxIo} and {@link LinuxKernel} of the guest's kernel, {@link PciDev}, {@link GuestStorage},
 * {@link PciFunction} or the class that the function is of, {@link IsmPeer}, {@link TraceRecorder}
 * or {@link Tap}, {@link Route}, {@link Stack}, {@link Arena}, {@link Faults}, {@link Seed}. A
 * parameter with an annotation of its own is left to other extensions.
 *
 * <p>The machine is made when the test first asks for a part of it, at the latest when its method
 * is to run. What making and booting it did is not in the trace. It is closed after the test's last
 * {@code AfterEach}.
 */
public final class PassthroughExtension
    implements ExecutionCondition,
        BeforeEachCallback,
        BeforeTestExecutionCallback,
        ParameterResolver,
        TestExecutionExceptionHandler,
        LifecycleMethodExecutionExceptionHandler {
  private static final Namespace NAMESPACE = Namespace.create(PassthroughExtension.class);

  /** For JUnit. */
  public PassthroughExtension() {}

  /** The test of {@code context} is to run on {@code route}, as one of every route. */
  static void choose(ExtensionContext context, Route route) {
    context.getStore(NAMESPACE).put(Route.class, route);
  }

  private static @Nullable Route chosen(ExtensionContext context) {
    return context.getStore(NAMESPACE).get(Route.class, Route.class);
  }

  /** {@inheritDoc} One of every route is left out where it cannot be taken, or has no kernel. */
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    Route route = chosen(context);
    if (route == null) {
      return ConditionEvaluationResult.enabled(null);
    }
    if (route instanceof ProcessRoute && Parts.needKernel(Asked.types(context))) {
      return ConditionEvaluationResult.disabled("a process has no kernel");
    }
    String unavailable = unavailable(context, route);
    return unavailable == null
        ? ConditionEvaluationResult.enabled(null)
        : ConditionEvaluationResult.disabled(unavailable);
  }

  private static @Nullable String unavailable(ExtensionContext context, Route route) {
    try {
      if (Member.of(context, FunctionUnderTest.class).isPresent()) {
        // It is not there yet; see TestStand.
        return null;
      }
      Settings settings = new Settings(Said.of(context));
      return Availability.of(route, settings.stack(), settings.device());
    } catch (ExtensionConfigurationException e) {
      // A condition's exception is told with more words around it: beforeEach finds the same.
      return null;
    }
  }

  /** {@inheritDoc} Settings that are wrong stop a test before anything of it runs. */
  @Override
  public void beforeEach(ExtensionContext context) {
    Optional<Member> _ = Member.of(context, FunctionUnderTest.class);
    Settings settings = new Settings(Said.of(context));
    settings.check();
    if (chosen(context) == null) {
      Route _ = settings.route();
    }
    Seed _ = Seed.of(context);
  }

  @Override
  public void beforeTestExecution(ExtensionContext context) {
    TestStand _ = stand(context);
  }

  private static TestStand stand(ExtensionContext context) {
    Store store = context.getStore(NAMESPACE);
    TestStand open = store.get(TestStand.class, TestStand.class);
    if (open == null) {
      Settings settings = new Settings(Said.of(context));
      Route chosen = chosen(context);
      open =
          TestStand.open(
              context, settings, chosen == null ? settings.route() : chosen, chosen != null);
      store.put(TestStand.class, open);
    }
    return open;
  }

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return Asked.isPlain(parameter.getParameter()) && Parts.has(type);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    if (context.getTestMethod().isEmpty()) {
      throw new ParameterResolutionException(
          type.getSimpleName()
              + ": each test has a machine of its own, and there is no test yet; ask for it in a "
              + "test, in @BeforeEach, or in the constructor of a class with an instance per method");
    }
    try {
      return Parts.of(type, stand(context));
    } catch (ExtensionConfigurationException e) {
      throw new ParameterResolutionException(e.getMessage(), e);
    }
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw told(context, thrown);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw told(context, thrown);
  }

  @Override
  public void handleAfterEachMethodExecutionException(ExtensionContext context, Throwable thrown)
      throws Throwable {
    throw told(context, thrown);
  }

  /** What is thrown in the place of {@code thrown}: with the hands, where a test failed. */
  private static Throwable told(ExtensionContext context, Throwable thrown) {
    if (thrown.getCause() instanceof TestAbortedException aborted
        && thrown instanceof ParameterResolutionException) {
      return aborted;
    }
    TestStand stand = context.getStore(NAMESPACE).get(TestStand.class, TestStand.class);
    if (stand == null || thrown instanceof TestAbortedException) {
      return thrown;
    }
    try {
      return FailureReport.of(stand, thrown).added(thrown);
    } catch (RuntimeException e) {
      // Whatever the test did to its machine, its own failure is what counts.
      thrown.addSuppressed(e);
      return thrown;
    }
  }
}
