package io.zpci.function;

import io.zpci.function.FunctionFacts.Msix;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a vector that a function signals, as its driver set it up: by MSI-X where that is
 * on, else by MSI where that is on, else nothing. Without bus mastering no message leaves the
 * function; it is lost, as on QEMU, for a message is a store.
 *
 * <p>MSI: the driver enables 1 to 32 vectors, and the vector replaces that many low bits of the
 * data; a vector that is not enabled is dropped. MSI-X: see {@link MsixTable}. Source: PCI Local
 * Bus Specification 3.0, 6.8; spec passthrough e.5.
 *
 * <p>The device may signal while a CPU stores: what the capability says is one word, made anew by
 * {@link #configured}.
 */
public final class FunctionMessages {
  private static final int BUS_MASTER = 1;
  private static final int MSI = 2;
  private static final int LOG_SHIFT = 8;
  private static final int DATA_SHIFT = 16;

  private final ConfigSpace config;
  private final @Nullable MsixTable table;
  private volatile Msi out = vector -> {};

  /** {@link #BUS_MASTER}, {@link #MSI}, the logarithm of the vectors of MSI, its data. */
  private volatile int setup;

  /** Messages of the function with {@code config} and, where it has one, the capability given. */
  public FunctionMessages(ConfigSpace config, @Nullable Msix msix) {
    this.config = config;
    this.table = msix == null ? null : new MsixTable(msix.vectors(), this::send);
    configured();
  }

  /** From now on messages go to {@code msi}, which gets their data. */
  public void connect(Msi msi) {
    out = msi;
  }

  /** The MSI-X table; null without the capability. */
  public @Nullable MsixTable table() {
    return table;
  }

  /** Something was stored into configuration space, or that was reset. */
  public void configured() {
    int log = Math.min(5, config.msiMultipleEnabled());
    setup =
        (config.busMaster() ? BUS_MASTER : 0)
            | (config.msiEnabled() ? MSI : 0)
            | log << LOG_SHIFT
            | config.msiData() << DATA_SHIFT;
    if (table != null) {
      table.control(config.msixControl());
    }
  }

  /** The state after power-on, as configuration space has it by now. */
  public void reset() {
    if (table != null) {
      table.reset();
    }
    configured();
  }

  /** The device signals {@code vector}, from 0. */
  public void signal(int vector) {
    if (table != null && table.enabled()) {
      table.signal(vector);
      return;
    }
    int now = setup;
    int count = 1 << (now >>> LOG_SHIFT & 0xff);
    if ((now & MSI) != 0 && vector >= 0 && vector < count) {
      send(((now >>> DATA_SHIFT) & -count) | vector);
    }
  }

  private void send(int data) {
    if ((setup & BUS_MASTER) != 0) {
      out.signal(data);
    }
  }
}
