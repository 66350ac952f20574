package io.zpci.route;

import io.zpci.arch.PciInstructions;
import io.zpci.function.Dma;
import io.zpci.function.Msi;
import java.util.List;
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
  public Path connect(Below host, Guest guest, Facts facts) {
    return new LparPath(host, guest, facts.machineMio());
  }

  private record LparPath(Below host, Guest guest, boolean mio) implements Path {
    @Override
    public PciInstructions instructions() {
      return host.instructions();
    }

    @Override
    public int handle() {
      return host.handle();
    }

    @Override
    public int maxStoreBlock() {
      return host.function().facts().maxStoreBlock();
    }

    @Override
    public List<Long> mioAddresses() {
      return host.mioAddresses();
    }

    @Override
    public Msi msi() {
      return guest.msi();
    }

    @Override
    public Dma dma() {
      return guest.dma();
    }

    @Override
    public void close() {}
  }
}
