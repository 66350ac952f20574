package io.zpci.interrupt;

import io.zpci.storage.InterlockedStorage;
import org.jspecify.annotations.Nullable;

/**
 * KVM's handler of interruptions that the machine could not forward to a guest itself: each bit of
 * the host's summary becomes its guest's summary bit and pending subclass. Once a pass is over
 * interruptions are switched on again and it is scanned once more; the handler leaves after a later
 * pass that found nothing. Source: spec zpci 12.6 ({@code aen_process_gait}).
 *
 * <p>A guest's bit is set whatever it was, and its subclass made pending even if it was set.
 */
public final class ForwardingHandler {
  /** The host's kernel around the handler. */
  public interface Kernel {
    /** The address of the host's summary. */
    long summary();

    /** One more than the highest summary bit in use. */
    int summaryEnd();

    /** Where bit {@code bit} is forwarded to; null where its entry is not in use. */
    @Nullable Gait gait(int bit);

    /** SIC for one more interruption; whether it failed is not looked at. */
    void enableSingle();
  }

  private final InterlockedStorage storage;
  private final Kernel kernel;

  /** A handler over {@code storage}, which the summary and the guests' summaries stand in. */
  public ForwardingHandler(InterlockedStorage storage, Kernel kernel) {
    this.storage = storage;
    this.kernel = kernel;
  }

  /** One interruption. */
  public void handle() {
    boolean again = true;
    int bit = 0;
    while (true) {
      bit = IndicatorVector.scan(storage, kernel.summary(), bit, kernel.summaryEnd());
      if (bit >= 0) {
        again = true;
        forward(kernel.gait(bit));
      } else if (again) {
        kernel.enableSingle();
        again = false;
        bit = 0;
      } else {
        return;
      }
    }
  }

  private void forward(@Nullable Gait gait) {
    if (gait == null) {
      return;
    }
    if (gait.hasSummary()) {
      IndicatorVector.testAndSet(storage, gait.aisb(), gait.aisbo());
    }
    gait.guest().forward(gait.isc());
  }
}
