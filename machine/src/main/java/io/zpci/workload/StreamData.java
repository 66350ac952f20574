package io.zpci.workload;

import io.zpci.storage.Layouts;
import java.lang.foreign.MemorySegment;

/**
 * The bytes of a stream, by their place in it: the same seed gives the same bytes, and a byte at
 * the wrong place is as good as never right. Nothing is kept and nothing allocates.
 */
public final class StreamData {
  private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

  private final long seed;

  /** The stream that {@code seed} names. */
  public StreamData(long seed) {
    this.seed = mix(seed + GOLDEN);
  }

  /** The byte at {@code position}. */
  public byte at(long position) {
    return (byte) (word(position >>> 3) >>> ((int) (position & 7) * 8));
  }

  /**
   * Puts the {@code length} bytes from {@code position} on into {@code target} at {@code offset}.
   */
  public void put(long position, MemorySegment target, long offset, int length) {
    int done = 0;
    while (done < length) {
      long here = position + done;
      if ((here & 7) == 0 && length - done >= Long.BYTES) {
        target.set(Layouts.LONG, offset + done, Long.reverseBytes(word(here >>> 3)));
        done += Long.BYTES;
      } else {
        target.set(Layouts.BYTE, offset + done, at(here));
        done++;
      }
    }
  }

  /**
   * How many of the {@code length} bytes of {@code source} at {@code offset} are those from {@code
   * position} on, up to the first that is not.
   */
  public int match(long position, MemorySegment source, long offset, int length) {
    int done = 0;
    while (done < length) {
      long here = position + done;
      if ((here & 7) == 0
          && length - done >= Long.BYTES
          && source.get(Layouts.LONG, offset + done) == Long.reverseBytes(word(here >>> 3))) {
        done += Long.BYTES;
      } else if (source.get(Layouts.BYTE, offset + done) == at(here)) {
        done++;
      } else {
        return done;
      }
    }
    return done;
  }

  private long word(long index) {
    return mix(seed + index * GOLDEN);
  }

  private static long mix(long z) {
    z = (z ^ z >>> 30) * 0xbf58_476d_1ce4_e5b9L;
    z = (z ^ z >>> 27) * 0x94d0_49bb_1331_11ebL;
    return z ^ z >>> 31;
  }
}
