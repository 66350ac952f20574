package io.zpci.machine;

import io.zpci.route.Route;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** The routes that are there: shipped ones and those that a user's module or jar brings. */
public final class Routes {
  private Routes() {}

  /** Every route found, in the order they ask for, then by name. */
  public static List<Route> all() {
    return ServiceLoader.load(Route.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Routes::compare)
        .toList();
  }

  /** Written out: an AOT cache keeps no comparator that {@code Comparator} itself puts together. */
  private static int compare(Route one, Route other) {
    int order = Integer.compare(one.order(), other.order());
    return order != 0 ? order : one.name().compareTo(other.name());
  }

  /** The route with {@code name}. */
  public static Optional<Route> named(String name) {
    return all().stream().filter(route -> route.name().equals(name)).findFirst();
  }
}
