package io.zpci.guest;

/** Who uses an ISM device through its driver: SMC-D. Called by the driver's interrupt handler. */
public interface IsmClient {
  /**
   * DMB {@code index} of this device was signalled.
   *
   * @param dmbeMask which elements, as the function says; 0 where a signal overtook the handler
   */
  void handleIrq(int index, int dmbeMask);

  /** The device's event queue had {@code event}. */
  void handleEvent(IsmEvent event);
}
