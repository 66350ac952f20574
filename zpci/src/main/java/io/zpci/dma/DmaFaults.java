package io.zpci.dma;

/** Who is told that a function's DMA or a refresh failed: the function goes into error. */
@FunctionalInterface
public interface DmaFaults {
  /**
   * An access or a refresh failed.
   *
   * @param pec {@link io.zpci.arch.Pec}
   * @param address the failing I/O address, exact to the byte of the failing piece
   */
  void raise(int pec, long address);
}
