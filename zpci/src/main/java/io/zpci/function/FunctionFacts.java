package io.zpci.function;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a machine knows of a function before it is used: identity, BARs, group. Source: spec zpci
 * 1.2, 5.4, 5.5.
 *
 * @param model a short name for people: {@code ism}, {@code memory}
 * @param vendor PCI vendor id
 * @param device PCI device id
 * @param pft function type; 5 is ISM
 * @param pchid physical channel id; the fabric of ISM functions
 * @param barSizes six sizes in bytes, each 0 or a power of two; 0 where there is no such BAR or it
 *     is the upper half of a 64-bit one
 * @param blockClass whether the strict or the relaxed rules of PCISTB apply
 * @param maxStoreBlock the hardware's largest block in bytes (group field maxstbl)
 * @param mioCapable whether the function has MIO addresses (a machine may still lack the facility)
 * @param msiVectors vectors of the MSI capability, 0 without one
 * @param msix the MSI-X capability, null without one
 * @param configSize bytes of configuration space, 256 or 4096
 */
public record FunctionFacts(
    String model,
    int vendor,
    int device,
    int pft,
    int pchid,
    List<Long> barSizes,
    BlockClass blockClass,
    int maxStoreBlock,
    boolean mioCapable,
    int msiVectors,
    @Nullable Msix msix,
    int configSize) {

  /** Function type of ISM. */
  public static final int PFT_ISM = 5;

  /** The two classes of PCISTB rules. Source: spec zpci 4.3. */
  public enum BlockClass {
    /**
     * Longer than 8, a multiple of 8, offset and storage address multiples of 8, at most maxstbl,
     * inside 4 KiB.
     */
    STRICT,
    /** Any length from 1 to maxstbl, any offset, inside 4 KiB. */
    RELAXED
  }

  /**
   * An MSI-X capability.
   *
   * @param bar the BAR that holds table and PBA
   * @param table offset of the table; 16 bytes a vector
   * @param pba offset of the pending-bit array; 8 bytes per 64 vectors
   * @param vectors how many, 1 to 2048
   */
  public record Msix(int bar, long table, long pba, int vectors) {
    /** Bytes of the table. */
    public long tableSize() {
      return 16L * vectors;
    }

    /** Bytes of the pending-bit array. */
    public long pbaSize() {
      return (vectors + 63) / 64 * 8L;
    }
  }

  public FunctionFacts {
    barSizes = List.copyOf(barSizes);
    if (barSizes.size() != 6) {
      throw new IllegalArgumentException("six BAR sizes expected, got " + barSizes.size());
    }
    for (long size : barSizes) {
      if (size != 0 && Long.bitCount(size) != 1) {
        throw new IllegalArgumentException(
            "BAR size 0x" + Long.toHexString(size) + " is not a power of two");
      }
    }
  }

  /** The size of {@code bar} (0 to 5); 0 where there is none. */
  public long barSize(int bar) {
    return barSizes.get(bar);
  }

  /**
   * The type bits of {@code bar} (0 to 5) in its register of configuration space and in CLP query
   * function: 64-bit and prefetchable (0xc) where {@code bar} is even and the next one has no size,
   * else 0; 0 also where there is no BAR.
   */
  public int barTypeBits(int bar) {
    return is64Bit(bar) ? 0xc : 0;
  }

  /**
   * Whether {@code bar} (0 to 5) is there and takes two registers: it is even and the next one has
   * no size.
   */
  public boolean is64Bit(int bar) {
    return barSize(bar) != 0 && bar % 2 == 0 && barSize(bar + 1) == 0;
  }

  /** All six sizes in a fresh array, for code on the path. */
  public long[] barSizeArray() {
    long[] sizes = new long[6];
    Arrays.setAll(sizes, barSizes::get);
    return sizes;
  }

  /** Whether this is an ISM function. */
  public boolean isIsm() {
    return pft == PFT_ISM;
  }
}
