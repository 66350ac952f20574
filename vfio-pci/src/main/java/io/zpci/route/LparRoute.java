package io.zpci.route;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** No VMM: the guest is an LPAR, and its instructions are the machine's. */
public final class LparRoute implements Route {
  /** Made by {@link java.util.ServiceLoader}. */
  public LparRoute() {}

  @Override
  public String name() {
    return "lpar";
  }

  @Override
  public String description() {
    return "no VMM: the firmware";
  }

  @Override
  public int order() {
    return 10;
  }

  @Override
  public @Nullable String unavailable(Facts facts) {
    return null;
  }

  @Override
  public Set<Promise> promises(Facts facts) {
    return EnumSet.allOf(Promise.class);
  }

  @Override
  public Path connect(Below host, Guest guest, Facts facts) {
    return new GuestPath(
        host.instructions(),
        host.handle(),
        host.function().facts().maxStoreBlock(),
        facts.machineMio(),
        host.mioAddresses(),
        host.dma(),
        host.msi(),
        host.interruption());
  }
}
