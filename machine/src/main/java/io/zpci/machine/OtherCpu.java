package io.zpci.machine;

import io.zpci.guest.PassingDev;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFunction;

/**
 * A guest's second CPU, seen from its function: between the payload and the header of a command of
 * the first one it issues a command of its own, where nothing keeps it from that. A lock would make
 * it wait; then it does not act.
 */
final class OtherCpu extends PassingDev {
  private static final int COMMANDS = 2;
  private static final int FIRST = 0;
  private static final int SECOND = 1;

  private final IsmFunction function;
  private Runnable command = () -> {};
  private boolean acting;

  /** A second CPU that has nothing to do yet. */
  OtherCpu(PciDev dev, IsmFunction function) {
    super(dev);
    this.function = function;
  }

  /** From now on it issues {@code newCommand} in the middle of each command of the first CPU. */
  void issues(Runnable newCommand) {
    command = newCommand;
  }

  private void act() {
    if (!acting) {
      acting = true;
      function.issuer(SECOND);
      command.run();
      function.issuer(FIRST);
      acting = false;
    }
  }

  @Override
  public int storeBlock(int space, long offset, int length, long address) {
    if (space == COMMANDS && offset == 0) {
      act();
    }
    return super.storeBlock(space, offset, length, address);
  }
}
