package io.zpci.firmware;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.MioAddress;
import io.zpci.function.FunctionFacts;
import java.util.ArrayList;
import java.util.List;

/** A function's spaces as the firmware checks them: sizes, and the MIO addresses of its BARs. */
final class FunctionSpaces {
  /** Of the number of a space: its low bits, which tell those from each other that there are. */
  private static final int LAST = 7;

  private final List<Long> mioAddresses;
  private final int mioBars;

  /**
   * A byte a space, BAR 0 the lowest: 0 where there is nothing, else one more than the size's
   * binary logarithm, which is whole for every space. The uppermost is the configuration space's.
   */
  private final long sizes;

  /** The spaces of the function at {@code index} of the table. */
  FunctionSpaces(FunctionFacts facts, int index) {
    this.mioAddresses = mioAddresses(facts, index - 1);
    this.mioBars = barsOf(mioAddresses);
    this.sizes = sizes(facts);
  }

  private static long sizes(FunctionFacts facts) {
    long sizes = packed(facts.configSize()) << ((AddressSpace.CONFIG & LAST) * Byte.SIZE);
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      sizes |= packed(facts.barSize(bar)) << (bar * Byte.SIZE);
    }
    return sizes;
  }

  private static long packed(long size) {
    return size == 0 ? 0 : 1 + Long.numberOfTrailingZeros(size);
  }

  private static List<Long> mioAddresses(FunctionFacts facts, int slot) {
    List<Long> addresses = new ArrayList<>();
    for (int bar = 0; bar < AddressSpace.BARS; bar++) {
      boolean owned = facts.mioCapable() && facts.barSize(bar) != 0;
      addresses.add(owned ? MioAddress.owned(slot, bar) : 0L);
    }
    return List.copyOf(addresses);
  }

  private static int barsOf(List<Long> addresses) {
    int bars = 0;
    for (int bar = 0; bar < addresses.size(); bar++) {
      bars |= addresses.get(bar) != 0 ? 1 << bar : 0;
    }
    return bars;
  }

  /** The index in the table that goes with {@code slot} of MIO addresses. */
  static int indexOfSlot(int slot) {
    return slot + 1;
  }

  /** The six MIO addresses, 0 where there is none. */
  List<Long> mioAddresses() {
    return mioAddresses;
  }

  /** Whether there is any MIO address. */
  boolean hasMio() {
    return mioBars != 0;
  }

  /** Whether {@code bar}, 0 to 7, has an MIO address. */
  boolean hasMio(int bar) {
    return ((mioBars >>> bar) & 1) != 0;
  }

  /** The sizes of all spaces, packed for {@link #size}. */
  long sizes() {
    return sizes;
  }

  /**
   * Bytes of {@code space}, a BAR or the configuration space, by what {@link #sizes} packed; 0
   * where there is nothing.
   */
  static long size(long sizes, int space) {
    int packed = (int) (sizes >>> ((space & LAST) * Byte.SIZE)) & 0xff;
    return packed == 0 ? 0 : 1L << (packed - 1);
  }
}
