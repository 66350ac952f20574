package io.zpci.machine;

import io.zpci.verdict.Arrival;
import java.util.List;

/**
 * How much arrived, by kind: accesses by handle as blocks, stores and loads, those by MIO alone.
 */
final class ArrivalCounts {
  private long blocks;
  private long stores;
  private long loads;
  private long mio;

  ArrivalCounts() {}

  void add(List<Arrival> arrivals) {
    for (Arrival arrival : arrivals) {
      if (arrival.mio()) {
        mio++;
      } else if (arrival.operation().isBlock()) {
        blocks++;
      } else if (arrival.operation().isStore()) {
        stores++;
      } else {
        loads++;
      }
    }
  }

  long blocks() {
    return blocks;
  }

  long stores() {
    return stores;
  }

  long loads() {
    return loads;
  }

  long mio() {
    return mio;
  }
}
