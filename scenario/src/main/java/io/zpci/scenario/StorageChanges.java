package io.zpci.scenario;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** What a device changed in the storage of its guest, or of its process. */
final class StorageChanges {
  /** More ranges than these are not told one by one. */
  private static final int MOST = 16;

  /** Longer ones are told by their beginning. */
  private static final int SHOWN = 64;

  private final GuestStorage storage;
  private final MemorySegment before;

  private StorageChanges(GuestStorage storage, MemorySegment before) {
    this.storage = storage;
    this.before = before;
  }

  /** Remembers {@code storage} as it is. */
  static StorageChanges of(GuestStorage storage) {
    byte[] copy = new byte[(int) storage.segment().byteSize()];
    MemorySegment before = MemorySegment.ofArray(copy);
    before.copyFrom(storage.segment());
    return new StorageChanges(storage, before);
  }

  /**
   * The ranges that are not as they were, by address, each as {@code 0x80000 c0}: where it begins
   * and what stands there now; what is next to each other is one.
   */
  List<String> now() {
    MemorySegment after = storage.segment();
    List<String> ranges = new ArrayList<>();
    long size = before.byteSize();
    long at = 0;
    while (at < size && ranges.size() < MOST) {
      long same = MemorySegment.mismatch(before, at, size, after, at, size);
      if (same < 0) {
        break;
      }
      long start = at + same;
      long end = start;
      while (end < size && byteOf(before, end) != byteOf(after, end)) {
        end++;
      }
      byte[] bytes =
          after.asSlice(start, Math.min(end - start, SHOWN)).toArray(ValueLayout.JAVA_BYTE);
      ranges.add("0x%x %s".formatted(storage.start() + start, HexFormat.of().formatHex(bytes)));
      at = end;
    }
    return ranges;
  }

  private static byte byteOf(MemorySegment segment, long at) {
    return segment.get(ValueLayout.JAVA_BYTE, at);
  }
}
