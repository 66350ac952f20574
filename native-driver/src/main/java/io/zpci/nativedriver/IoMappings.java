package io.zpci.nativedriver;

import io.zpci.arch.AddressSpace;
import io.zpci.function.FunctionFacts;

/** What {@code pci_iomap} gave and {@code pci_iounmap} did not take: where it is, how often. */
final class IoMappings {
  private final long[] begins = new long[AddressSpace.BARS];
  private final long[] sizes;
  private final int[] counts = new int[AddressSpace.BARS];

  IoMappings(FunctionFacts facts) {
    this.sizes = facts.barSizeArray();
  }

  /** {@code bar} was mapped at {@code address}. */
  void map(int bar, long address) {
    begins[bar] = address;
    counts[bar]++;
  }

  /** Ends one mapping that begins at {@code address}. */
  void unmap(long address) {
    for (int bar = 0; bar < counts.length; bar++) {
      if (counts[bar] > 0 && begins[bar] == address) {
        counts[bar]--;
        return;
      }
    }
    throw unmapped("addr", address);
  }

  /** Fails unless {@code length} bytes at {@code address} lie in a BAR that is mapped. */
  void check(String what, long address, long length) {
    for (int bar = 0; bar < counts.length; bar++) {
      long offset = address - begins[bar];
      if (counts[bar] > 0
          && offset >= 0
          && offset < sizes[bar]
          && length >= 0
          && length <= sizes[bar] - offset) {
        return;
      }
    }
    throw unmapped(what, address);
  }

  private static Misuse unmapped(String what, long address) {
    return new Misuse(
        address == 0 ? what + " is NULL" : what + " lies in no BAR that is mapped by pci_iomap");
  }
}
