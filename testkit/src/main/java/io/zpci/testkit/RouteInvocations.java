package io.zpci.testkit;

import io.zpci.machine.Routes;
import io.zpci.route.Route;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** The invocations of {@link EveryRoute}: one for each route. */
public final class RouteInvocations implements TestTemplateInvocationContextProvider {
  /** For JUnit. */
  public RouteInvocations() {}

  @Override
  public boolean supportsTestTemplate(ExtensionContext context) {
    return AnnotationSupport.isAnnotated(context.getElement(), EveryRoute.class);
  }

  @Override
  public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
      ExtensionContext context) {
    Method method = context.getRequiredTestMethod();
    EveryRoute every = AnnotationSupport.findAnnotation(method, EveryRoute.class).orElseThrow();
    return routes(every, "@EveryRoute of " + method.getName()).stream().map(Invocation::new);
  }

  private static List<Route> routes(EveryRoute every, String place) {
    List<Route> routes = new ArrayList<>(Routes.all());
    Set<String> only = names(routes, place + ": only", every.only());
    Set<String> except = names(routes, place + ": except", every.except());
    routes.removeIf(route ->
        except.contains(route.name()) || (!only.isEmpty() && !only.contains(route.name())));
    for (Class<? extends Route> type : every.also()) {
      routes.add(KnownRoutes.make(type, place + ": also"));
    }
    if (routes.isEmpty()) {
      throw new ExtensionConfigurationException(place + ": only and except leave no route");
    }
    return routes;
  }

  private static Set<String> names(List<Route> all, String where, String... names) {
    for (String name : names) {
      if (all.stream().noneMatch(route -> route.name().equals(name))) {
        throw Settings.unknown(where, name, all.stream().map(Route::name));
      }
    }
    return Set.of(names);
  }

  private record Invocation(Route route) implements TestTemplateInvocationContext {
    @Override
    public String getDisplayName(int index) {
      return route.name();
    }

    @Override
    public void prepareInvocation(ExtensionContext context) {
      PassthroughExtension.choose(context, route);
    }
  }
}
