package io.zpci.machine;

import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * A partition's storage: its kernel's from 0 on, then the pieces of its guests. Nothing is
 * allocated before somebody looks at it.
 */
final class HostStorage {
  /** Bytes of the kernel: tables of 65535 mappings that lie together need far less. */
  static final long KERNEL = 4L << 20;

  private static final long PAGE = 4096;

  private final Arena arena;
  private final long end;
  private @Nullable GuestStorage whole;
  private long free = KERNEL;

  /** {@code guests}: bytes for all guests together. */
  HostStorage(Arena arena, long guests) {
    this.arena = arena;
    this.end = KERNEL + pages(guests);
  }

  private static long pages(long size) {
    return (size + PAGE - 1) & -PAGE;
  }

  /** All of it. */
  GuestStorage whole() {
    if (whole == null) {
      whole = GuestStorage.allocate(arena, 0, end);
    }
    return whole;
  }

  /** Takes {@code size} bytes for a guest; the address of the first. */
  long carve(long size) {
    long origin = free;
    if (size <= 0 || size > end - origin) {
      throw new IllegalArgumentException(
          "a guest of %d bytes in a host with %d left".formatted(size, end - origin));
    }
    free = origin + pages(size);
    return origin;
  }

  /** {@code size} bytes from {@code origin} on, with addresses of their own from 0 on. */
  GuestStorage piece(long origin, long size) {
    return new GuestStorage(0, whole().segment().asSlice(origin, size));
  }
}
