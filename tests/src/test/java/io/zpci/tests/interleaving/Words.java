package io.zpci.tests.interleaving;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which words of storage change during an exploration: they are the world's, in ascending order.
 * All others stay as they were prepared; a load of one is no step, for no order of steps changes
 * what it answers. A store that would change one is an error of the test.
 */
final class Words {
  private final long[] addresses;
  private final @Nullable GuestStorage rest;

  private Words(long[] addresses, @Nullable GuestStorage rest) {
    this.addresses = addresses;
    this.rest = rest;
    Arrays.sort(addresses);
  }

  /** {@code count} words from address 0 on, all 0, and nothing else. */
  static Words fromZero(int count) {
    long[] addresses = new long[count];
    Arrays.setAll(addresses, i -> 4L * i);
    return new Words(addresses, null);
  }

  /** The words at {@code addresses} change, the others of {@code storage} stay as they are now. */
  static Words of(GuestStorage storage, long... addresses) {
    long[] copy = storage.segment().toArray(ValueLayout.JAVA_LONG);
    return new Words(
        addresses.clone(), new GuestStorage(storage.start(), MemorySegment.ofArray(copy)));
  }

  int count() {
    return addresses.length;
  }

  /** The place of a word in the world; -1 where it never changes. */
  int place(long address) {
    if (address % 4 != 0) {
      throw new AssertionError("a word at 0x" + Long.toHexString(address));
    }
    int place = Arrays.binarySearch(addresses, address);
    return place < 0 ? -1 : place;
  }

  /** The word at {@code address} as it was prepared. */
  int prepared(long address) {
    GuestStorage storage = rest;
    if (storage == null && place(address) < 0) {
      throw new AssertionError("no word at 0x" + Long.toHexString(address));
    }
    return storage == null ? 0 : storage.getInt(address);
  }

  int[] prepared() {
    return Arrays.stream(addresses).mapToInt(this::prepared).toArray();
  }
}
