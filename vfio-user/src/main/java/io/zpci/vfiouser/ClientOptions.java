package io.zpci.vfiouser;

import io.zpci.posix.SharedFile;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link VfioUserDevice} behaves.
 *
 * @param timeout how long it waits for the server, in milliseconds; QEMU's is 5000
 * @param wholeBlocks whether it asks the server to take each write to a BAR as one block, of any
 *     length
 * @param posted whether a write to a BAR asks for no reply, as QEMU's writes to memory BARs do: the
 *     server's errors are not seen then
 * @param gathered whether posted writes of at most 8 bytes are gathered into one message ({@code
 *     REGION_WRITE_MULTI}) where the server takes that; any other message sends them on
 * @param memory what can be mapped for the function, which stays the caller's; null for none
 * @param descriptors whether a mapping sends the file along; else the server has to ask for each
 *     access
 * @param dma how messages for such an access are laid out
 * @param qemuGreeting whether it begins with the 214 bytes that QEMU 11.1 begins with, and takes no
 *     reply to them that is longer, as that does (spec passthrough f.3)
 */
public record ClientOptions(
    int timeout,
    boolean wholeBlocks,
    boolean posted,
    boolean gathered,
    @Nullable SharedFile memory,
    boolean descriptors,
    DmaMessages dma,
    boolean qemuGreeting) {

  /** What a client does that is told nothing: nothing is posted, nothing can be mapped. */
  public static final ClientOptions DEFAULT =
      new ClientOptions(5000, false, false, false, null, true, DmaMessages.PROTOCOL, false);

  public ClientOptions {
    if (timeout <= 0) {
      throw new IllegalArgumentException("a time-out of more than 0 ms was expected: " + timeout);
    }
  }

  /** Waits at most {@code millis} for the server. */
  public ClientOptions withTimeout(int millis) {
    return new ClientOptions(
        millis, wholeBlocks, posted, gathered, memory, descriptors, dma, qemuGreeting);
  }

  /** Asks for whole blocks. */
  public ClientOptions withWholeBlocks() {
    return new ClientOptions(
        timeout, true, posted, gathered, memory, descriptors, dma, qemuGreeting);
  }

  /** Posts writes to BARs. */
  public ClientOptions withPostedWrites() {
    return new ClientOptions(
        timeout, wholeBlocks, true, gathered, memory, descriptors, dma, qemuGreeting);
  }

  /** Posts writes to BARs, and gathers small ones. */
  public ClientOptions withGatheredWrites() {
    return new ClientOptions(
        timeout, wholeBlocks, true, true, memory, descriptors, dma, qemuGreeting);
  }

  /** Maps pages of {@code file}, and sends it along. */
  public ClientOptions withMemory(SharedFile file) {
    return new ClientOptions(timeout, wholeBlocks, posted, gathered, file, true, dma, qemuGreeting);
  }

  /** Maps pages of {@code file}, which the server reaches by messages of {@code layout} only. */
  public ClientOptions withMessageMemory(SharedFile file, DmaMessages layout) {
    return new ClientOptions(
        timeout, wholeBlocks, posted, gathered, file, false, layout, qemuGreeting);
  }

  /** Begins as QEMU 11.1 does. */
  public ClientOptions withQemuGreeting() {
    return new ClientOptions(
        timeout, wholeBlocks, posted, gathered, memory, descriptors, dma, true);
  }
}
