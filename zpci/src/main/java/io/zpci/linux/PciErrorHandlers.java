package io.zpci.linux;

/**
 * A driver's part in a recovery ({@code struct pci_error_handlers}). The calls come in this order;
 * {@link #mmioEnabled} and {@link #slotReset} only where the recovery takes that way. A callback
 * that a driver does not have answers {@link ErsResult#NONE}. Source: spec zpci 13.5.
 */
public interface PciErrorHandlers {
  /** The function failed: no access from here on but what a later call allows. */
  ErsResult errorDetected(ChannelState state);

  /** Loads and stores work again, DMA does not. */
  ErsResult mmioEnabled();

  /** The function was reset: its interrupts and translations are registered as before. */
  ErsResult slotReset();

  /** All is well again. */
  void resume();
}
