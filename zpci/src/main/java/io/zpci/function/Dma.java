package io.zpci.function;

import io.zpci.arch.Register;
import java.lang.foreign.MemorySegment;

/**
 * What a function's I/O addresses reach. It differs by route as the way down does. Every method
 * answers 0 when done or the error code (PEC, spec zpci 13.4) that the machine would raise: {@link
 * #OUT_OF_RANGE}, {@link #PROTECTED}. Nothing is transferred when the answer is not 0. Nothing
 * allocates.
 */
public interface Dma {
  /** PEC 0x0002: the address is outside what the function may address. */
  int OUT_OF_RANGE = 0x0002;

  /** PEC 0x0004: not mapped, or not mapped for this direction. */
  int PROTECTED = 0x0004;

  /** Reads {@code length} bytes at I/O {@code address} into {@code target} from {@code at} on. */
  int read(long address, MemorySegment target, long at, long length);

  /** Writes {@code length} bytes of {@code source} from {@code at} on to I/O {@code address}. */
  int write(long address, MemorySegment source, long at, long length);

  /**
   * Atomically ORs {@code bits} into the big-endian word at {@code address}, a multiple of 4.
   *
   * @param previous receives the word as it was, zero-extended
   */
  int or(long address, int bits, Register previous);

  /**
   * 0 if all of {@code [address, address + length)} may be written, else the PEC that writing it
   * would give.
   */
  int check(long address, long length);
}
