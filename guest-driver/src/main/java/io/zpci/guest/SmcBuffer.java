package io.zpci.guest;

import org.jspecify.annotations.Nullable;

/**
 * A buffer of a link group: a registered DMB or a send buffer, kept for the next connection when
 * one gives it back ({@code struct smc_buf_desc}). Source: spec ism 6, 10.1.
 */
final class SmcBuffer {
  private final int sizeExponent;
  private final long address;
  private final @Nullable IsmDmb dmb;
  private boolean used;

  private SmcBuffer(int sizeExponent, long address, @Nullable IsmDmb dmb) {
    this.sizeExponent = sizeExponent;
    this.address = address;
    this.dmb = dmb;
  }

  /** A send buffer at {@code address}. */
  static SmcBuffer sending(int sizeExponent, long address) {
    return new SmcBuffer(sizeExponent, address, null);
  }

  /** A registered DMB. */
  static SmcBuffer receiving(int sizeExponent, IsmDmb dmb) {
    return new SmcBuffer(sizeExponent, dmb.address(), dmb);
  }

  /** n where the buffer has 16 KiB &lt;&lt; n bytes. */
  int sizeExponent() {
    return sizeExponent;
  }

  /** Bytes. */
  int length() {
    return ClcFacts.length(sizeExponent);
  }

  /** Where it is in the driver's memory. */
  long address() {
    return address;
  }

  /** The DMB; a send buffer has none. */
  IsmDmb dmb() {
    if (dmb == null) {
      throw new IllegalStateException("a send buffer is no DMB");
    }
    return dmb;
  }

  /** Whether a connection has it. */
  boolean used() {
    return used;
  }

  /** Gives it to a connection, or takes it back. */
  void use(boolean now) {
    used = now;
  }
}
