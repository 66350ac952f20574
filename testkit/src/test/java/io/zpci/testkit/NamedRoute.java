package io.zpci.testkit;

import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Guest;
import io.zpci.route.LparRoute;
import io.zpci.route.Path;
import io.zpci.route.Route;
import org.jspecify.annotations.Nullable;

/** Another name for {@code lpar}. */
class NamedRoute implements Route {
  private final Route same = new LparRoute();
  private final String name;

  NamedRoute(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return same.description();
  }

  @Override
  public int order() {
    return 1000;
  }

  @Override
  public @Nullable String unavailable(Facts facts) {
    return same.unavailable(facts);
  }

  @Override
  public Path connect(Below host, Guest guest, Facts facts) {
    return same.connect(host, guest, facts);
  }
}
