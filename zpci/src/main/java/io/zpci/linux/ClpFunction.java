package io.zpci.linux;

import io.zpci.arch.AddressSpace;
import io.zpci.function.FunctionFacts;
import java.util.ArrayList;
import java.util.List;

/**
 * What CLP told a kernel about a function and its group: query function and query function group,
 * as {@code struct zpci_dev} keeps them. Under a VMM this is what the VMM wants its guest to see.
 * Source: spec zpci 5.4, 5.5.
 *
 * @param fid function id
 * @param uid user id
 * @param vfn virtual function number
 * @param pchid physical channel id
 * @param group function group id
 * @param pft function type; QEMU shows 0 for a passed-through function
 * @param barSizes six sizes in bytes, 0 where there is no BAR
 * @param barValues six BAR values with the type bits of configuration space
 * @param mio whether the function has MIO addresses
 * @param mioAddresses six write-through addresses, 0 where there is none
 * @param startDma first address of DMA
 * @param endDma last address of DMA
 * @param refresh whether a translation has to be refreshed also after it became valid
 * @param designationTypes supported designation types of an anchor, 1 byte ({@code dtsm})
 * @param interrupts how many interrupts the function may have
 * @param maxStoreBlock the longest block in bytes
 * @param msiAddress where the function signals
 */
public record ClpFunction(
    int fid,
    int uid,
    int vfn,
    int pchid,
    int group,
    int pft,
    List<Long> barSizes,
    List<Integer> barValues,
    boolean mio,
    List<Long> mioAddresses,
    long startDma,
    long endDma,
    boolean refresh,
    int designationTypes,
    int interrupts,
    int maxStoreBlock,
    long msiAddress) {
  /** The first address of DMA where nothing else was told: QEMU's default. */
  public static final long START_DMA = 0x1_0000_0000L;

  /** The last address of DMA where nothing else was told: QEMU's default. */
  public static final long END_DMA = 0x01ff_ffff_ffff_ffffL;

  /** Designation types where nothing else was told: region-third tables, as QEMU tells. */
  public static final int REGION_THIRD = 0x40;

  private static final int INTERRUPTS = 128;
  private static final long MSI_ADDRESS = 0xfe00_0000_0000_0000L;

  public ClpFunction {
    barSizes = List.copyOf(barSizes);
    barValues = List.copyOf(barValues);
    mioAddresses = List.copyOf(mioAddresses);
    if (barSizes.size() != AddressSpace.BARS
        || barValues.size() != AddressSpace.BARS
        || mioAddresses.size() != AddressSpace.BARS) {
      throw new IllegalArgumentException("six BARs expected");
    }
  }

  /**
   * A function of QEMU's default group, with fid and uid 0, that shows its facts as they are.
   *
   * @param mioAddresses six of them, 0 where there is none
   */
  static ClpFunction of(FunctionFacts facts, int maxStoreBlock, long[] mioAddresses) {
    List<Integer> values = new ArrayList<>();
    List<Long> mio = new ArrayList<>();
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      values.add(facts.barTypeBits(bar));
      mio.add(mioAddresses[bar]);
    }
    return new ClpFunction(
        /* fid= */ 0,
        /* uid= */ 0,
        /* vfn= */ 0,
        facts.pchid(),
        /* group= */ 0xff,
        facts.pft(),
        facts.barSizes(),
        values,
        facts.mioCapable(),
        mio,
        START_DMA,
        END_DMA,
        /* refresh= */ true,
        REGION_THIRD,
        INTERRUPTS,
        maxStoreBlock,
        MSI_ADDRESS);
  }

  /** The same function with another range of DMA addresses. */
  public ClpFunction withDma(long start, long end) {
    return new ClpFunction(
        fid,
        uid,
        vfn,
        pchid,
        group,
        pft,
        barSizes,
        barValues,
        mio,
        mioAddresses,
        start,
        end,
        refresh,
        designationTypes,
        interrupts,
        maxStoreBlock,
        msiAddress);
  }

  /** The same function in a group with other rules of translation. */
  public ClpFunction withTranslation(boolean newRefresh, int newDesignationTypes) {
    return inGroup(newRefresh, newDesignationTypes, interrupts, maxStoreBlock, msiAddress);
  }

  /** The same function with what query function group told. */
  ClpFunction inGroup(
      boolean newRefresh,
      int newDesignationTypes,
      int newInterrupts,
      int newMaxStoreBlock,
      long newMsiAddress) {
    return new ClpFunction(
        fid,
        uid,
        vfn,
        pchid,
        group,
        pft,
        barSizes,
        barValues,
        mio,
        mioAddresses,
        startDma,
        endDma,
        newRefresh,
        newDesignationTypes,
        newInterrupts,
        newMaxStoreBlock,
        newMsiAddress);
  }

  /** The same function with another identity. */
  public ClpFunction withIdentity(int newFid, int newUid, int newPft) {
    return new ClpFunction(
        newFid,
        newUid,
        vfn,
        pchid,
        group,
        newPft,
        barSizes,
        barValues,
        mio,
        mioAddresses,
        startDma,
        endDma,
        refresh,
        designationTypes,
        interrupts,
        maxStoreBlock,
        msiAddress);
  }
}
