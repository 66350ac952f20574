package io.zpci.testkit;

import io.zpci.machine.Routes;
import io.zpci.route.Route;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.ReflectionSupport;

/** The routes that a test can name or bring. */
final class KnownRoutes {
  private KnownRoutes() {}

  /**
   * The route with {@code name}.
   *
   * @param where what names it, for messages
   */
  static Route named(String name, String where) {
    List<Route> all = Routes.all();
    return all.stream()
        .filter(route -> route.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Settings.unknown(where, name, all.stream().map(Route::name)));
  }

  /**
   * A new {@code type}.
   *
   * @param where what names it, for messages
   */
  static Route make(Class<? extends Route> type, String where) {
    try {
      return ReflectionSupport.newInstance(type);
    } catch (Exception e) {
      throw new ExtensionConfigurationException(
          where + ": " + type.getName() + " has no constructor without parameters that ends well",
          e);
    }
  }
}
