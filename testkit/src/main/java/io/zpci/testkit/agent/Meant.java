package io.zpci.testkit.agent;

import io.zpci.arch.AddressSpace;
import io.zpci.workload.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block as its driver means it, by whichever way it goes: what is blamed for its way is not
 * blamed for its order as well.
 *
 * @param space the BAR
 * @param offset in it
 * @param bytes what is stored
 * @param taken whether all of it was
 */
record Meant(int space, long offset, Bytes bytes, boolean taken) {
  /** The block that {@code accesses} are, the pieces of one call; null where they are none. */
  static @Nullable Meant of(List<Access> accesses) {
    if (accesses.isEmpty()) {
      return null;
    }
    Access first = accesses.getFirst();
    if (!first.operation().isStore() || !AddressSpace.isBar(first.space())) {
      return null;
    }
    List<Byte> all = new ArrayList<>();
    boolean taken = true;
    Access before = null;
    for (Access each : accesses) {
      if (before != null && !before.isContinuedBy(each)) {
        return null;
      }
      for (byte one : each.bytes().toArray()) {
        all.add(one);
      }
      taken &= each.taken();
      before = each;
    }
    byte[] bytes = new byte[all.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = all.get(i);
    }
    return new Meant(first.space(), first.offset(), Bytes.of(bytes), taken);
  }

  /** How many bytes. */
  int length() {
    return bytes.size();
  }

  /** For people: {@code a block of 8 bytes at 2+0x0}. */
  String text() {
    return "a block of %d bytes at %d+0x%x".formatted(length(), space, offset);
  }
}
