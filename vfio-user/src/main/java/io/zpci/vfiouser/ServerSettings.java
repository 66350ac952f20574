package io.zpci.vfiouser;

/**
 * How a server deals with its clients.
 *
 * @param dma how clients lay out messages for DMA
 * @param dmaMillis how long a client may take to answer those of one access, in milliseconds; its
 *     connection ends then
 * @param sendMillis how long a client may leave a message unread that the socket has no room for,
 *     in milliseconds; its connection ends then
 * @param greeting bytes that the reply to {@code VERSION} has at least, its header among them:
 *     blanks behind the text make up for what is missing. Clients must take that, and QEMU 11.1
 *     does not take more than it sends (spec passthrough f.3)
 */
public record ServerSettings(DmaMessages dma, int dmaMillis, int sendMillis, int greeting) {
  /** The longest reply to {@code VERSION} that can be asked for. */
  public static final int MOST_GREETING = 4096;

  /** For QEMU from 11.1 on; 2 seconds each, which is less than what QEMU waits for a reply. */
  public static final ServerSettings DEFAULT =
      new ServerSettings(DmaMessages.PROTOCOL, 2_000, 2_000);

  public ServerSettings {
    if (dmaMillis <= 0 || sendMillis <= 0) {
      throw new IllegalArgumentException(
          "limits of 1 ms on were expected, got %d and %d".formatted(dmaMillis, sendMillis));
    }
    if (greeting < 0 || greeting > MOST_GREETING) {
      throw new IllegalArgumentException(
          "a greeting of at most %d bytes was expected, got %d".formatted(MOST_GREETING, greeting));
    }
  }

  /** The same with a greeting that is as short as it can be. */
  public ServerSettings(DmaMessages dma, int dmaMillis, int sendMillis) {
    this(dma, dmaMillis, sendMillis, 0);
  }

  /** The same with a greeting of at least {@code bytes}. */
  public ServerSettings withGreeting(int bytes) {
    return new ServerSettings(dma, dmaMillis, sendMillis, bytes);
  }

  /** The same with another layout. */
  public ServerSettings withDma(DmaMessages layout) {
    return new ServerSettings(layout, dmaMillis, sendMillis, greeting);
  }
}
