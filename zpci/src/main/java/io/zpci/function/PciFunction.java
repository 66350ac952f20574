package io.zpci.function;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import java.lang.foreign.MemorySegment;

/**
 * What a device is to the firmware: load, store and store block of exactly what arrived on the bus,
 * and reset. A function never sees a guest, a region or a route.
 *
 * <p>Every access answers {@link Outcome#OK} or a condition code with status as {@link Outcome}
 * packs them, or a program interruption where the function's rule asks for one. {@code space} is 0
 * to 5 or 15. Handle, state, space and length have been checked by the firmware, the function's own
 * rules have not. No access allocates, once the function is warm. Byte order: the byte at {@code
 * offset} is the most significant of the {@code length} low-order bytes of a register.
 */
public interface PciFunction {
  /** What the firmware and CLP say about the function; constant. */
  FunctionFacts facts();

  /** Hands the function its ways up. Called once, before the first access. */
  void connect(Dma dma, Msi msi);

  /**
   * A load of {@code length} bytes (1 to 8); {@code loaded} is set only with {@link Outcome#OK}.
   */
  int load(int space, long offset, int length, Register loaded);

  /** A store of the {@code length} (1 to 8) low-order bytes of {@code value}. */
  int store(int space, long offset, int length, long value);

  /** A block of {@code length} bytes, which stand in {@code data} from {@code at} on. */
  int storeBlock(int space, long offset, MemorySegment data, long at, int length);

  /** Back to the state after power-on; DMA mappings are the caller's. */
  void reset();

  /**
   * The machine cleared the function's error without a reset (MPCIFC reset block, reset error):
   * what the function had goes on.
   */
  default void recover() {}
}
