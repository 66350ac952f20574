package io.zpci.vfiouser;

/**
 * How a server deals with its clients.
 *
 * @param dma how clients lay out messages for DMA
 * @param dmaMillis how long a client may take to answer those of one access, in milliseconds; its
 *     connection ends then
 * @param sendMillis how long a client may leave a message unread that the socket has no room for,
 *     in milliseconds; its connection ends then
 */
public record ServerSettings(DmaMessages dma, int dmaMillis, int sendMillis) {
  /** For QEMU from 11.1 on; 2 seconds each, which is less than what QEMU waits for a reply. */
  public static final ServerSettings DEFAULT =
      new ServerSettings(DmaMessages.PROTOCOL, 2_000, 2_000);

  public ServerSettings {
    if (dmaMillis <= 0 || sendMillis <= 0) {
      throw new IllegalArgumentException(
          "limits of 1 ms on were expected, got %d and %d".formatted(dmaMillis, sendMillis));
    }
  }

  /** The same with another layout. */
  public ServerSettings withDma(DmaMessages layout) {
    return new ServerSettings(layout, dmaMillis, sendMillis);
  }
}
