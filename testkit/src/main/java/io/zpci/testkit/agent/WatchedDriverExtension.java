package io.zpci.testkit.agent;

import java.util.Arrays;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** The JUnit extension behind {@link WatchedDriver}. */
public final class WatchedDriverExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(WatchedDriverExtension.class);

  /** For JUnit. */
  public WatchedDriverExtension() {}

  private static String driver(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), WatchedDriver.class)
        .or(() ->
            AnnotationSupport.findAnnotation(
                context.getRequiredTestClass(),
                WatchedDriver.class,
                context.getEnclosingTestClasses()))
        .orElseThrow()
        .value();
  }

  private static DriverWatch watch(ExtensionContext context) {
    Store store = context.getStore(NAMESPACE);
    DriverWatch watch = store.get(DriverWatch.class, DriverWatch.class);
    if (watch == null) {
      watch = DriverWatch.attach(driver(context));
      store.put(DriverWatch.class, watch);
    }
    return watch;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    DriverWatch _ = watch(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    DriverWatch watch = watch(context);
    watch.close();
    Throwable failure = context.getExecutionException().orElse(null);
    if (failure == null) {
      if (!looksItself(context)) {
        watch.assertClean();
      }
    } else if (!watch.findings().isEmpty()) {
      failure.addSuppressed(new AssertionError(watch.report()));
    }
  }

  private static boolean looksItself(ExtensionContext context) {
    return Arrays.asList(context.getRequiredTestMethod().getParameterTypes())
        .contains(DriverWatch.class);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == DriverWatch.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return watch(context);
  }
}
