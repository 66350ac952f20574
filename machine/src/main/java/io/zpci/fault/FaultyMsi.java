package io.zpci.fault;

import io.zpci.function.Msi;
import java.util.List;

/** What a function's messages become, with faults in front. */
final class FaultyMsi implements Msi {
  private final Msi signalled;
  private final Site<Integer, Effect.OnMsi> site;
  private final Faults faults;
  private final Held held;

  FaultyMsi(Msi signalled, Site<Integer, Effect.OnMsi> site, Faults faults, Held held) {
    this.signalled = signalled;
    this.site = site;
    this.faults = faults;
    this.held = held;
  }

  @Override
  public void signal(int vector) {
    List<Placed<Integer, Effect.OnMsi>> all = site.placed();
    for (int i = 0; i < all.size(); i++) {
      Placed<Integer, Effect.OnMsi> each = all.get(i);
      int asked = each.condition();
      if ((asked == FaultAtMsi.ANY || asked == vector) && each.fault().hits()) {
        hit(each, vector);
        return;
      }
    }
    signalled.signal(vector);
  }

  private void hit(Placed<Integer, Effect.OnMsi> hit, int vector) {
    faults.fired(hit.fault(), "vector " + vector, hit.effect().words());
    switch (hit.effect()) {
      case Effect.Dropped() -> {
        // gone
      }
      case Effect.Delayed(int accesses) -> held.hold(signalled, vector, accesses);
      case Effect.Doubled() -> {
        signalled.signal(vector);
        signalled.signal(vector);
      }
    }
  }
}
