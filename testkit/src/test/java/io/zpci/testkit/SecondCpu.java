package io.zpci.testkit;

import io.zpci.guest.PassingDev;
import io.zpci.guest.PciDev;
import java.util.function.Consumer;

/** A second CPU, which acts once, before a header of the first one is stored. */
public final class SecondCpu extends PassingDev {
  private final Consumer<PciDev> acts;
  private boolean armed;

  /** A CPU that acts at the first header. */
  public SecondCpu(PciDev below, Consumer<PciDev> acts) {
    this(below, acts, true);
  }

  /** A CPU that waits, where it is not {@code armed}, until it is. */
  public SecondCpu(PciDev below, Consumer<PciDev> acts, boolean armed) {
    super(below);
    this.acts = acts;
    this.armed = armed;
  }

  /** It acts at the next header. */
  public void arm() {
    armed = true;
  }

  @Override
  public int storeBlock(int space, long offset, int length, long address) {
    if (armed && offset == 0) {
      armed = false;
      acts.accept(this);
    }
    return super.storeBlock(space, offset, length, address);
  }
}
