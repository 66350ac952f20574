package io.zpci.vfio;

import io.zpci.arch.Rule;
import io.zpci.linux.Errno;
import io.zpci.linux.IoAccessors;
import io.zpci.trace.Tap;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stores that the kernel makes by itself when an eventfd fires. A host kernel without them in 8
 * bytes refuses those, and every kernel refuses them over the MSI-X table. Source: spec passthrough
 * a.5.
 */
final class VfioIoeventfds {
  private static final int LIMIT = 1000;
  private static final int WIDTHS = 0xf;

  private final IoAccessors io;
  private final MemoryState memory;
  private final boolean littleEndian;
  private final boolean wide;
  private final Tap tap;
  private final List<Registered> all = new ArrayList<>();

  /** One store: {@code data} in {@code width} bytes at {@code address}, when {@code fd} fires. */
  private record Registered(int bar, long position, int width, long data, int fd, long address) {}

  VfioIoeventfds(IoAccessors io, MemoryState memory, boolean littleEndian, boolean wide, Tap tap) {
    this.io = io;
    this.memory = memory;
    this.littleEndian = littleEndian;
    this.wide = wide;
    this.tap = tap;
  }

  /** Whether flags and descriptor are well formed, by themselves. */
  static boolean wellFormed(int flags, int fd) {
    return (flags & ~WIDTHS) == 0 && Integer.bitCount(flags) == 1 && fd >= -1;
  }

  /** Whether the version stores {@code width} bytes. */
  boolean stores(int width) {
    return width < 8 || wide;
  }

  /** Adds a store, or removes it with -1 for {@code fd}. The BAR is mapped at {@code base}. */
  int set(int bar, long base, long position, int width, long data, int fd) {
    Registered same = find(bar, position, width, data);
    if (same != null) {
      if (fd >= 0) {
        return refuse(VfioRules.IOEVENTFD_KNOWN, Errno.EEXIST);
      }
      all.remove(same);
      return 0;
    }
    if (fd < 0) {
      return refuse(VfioRules.IOEVENTFD_KNOWN, Errno.ENODEV);
    }
    if (all.size() >= LIMIT) {
      return refuse(VfioRules.IOEVENTFD_LIMIT, Errno.ENOSPC);
    }
    all.add(new Registered(bar, position, width, data, fd, base + position));
    return 0;
  }

  private @Nullable Registered find(int bar, long position, int width, long data) {
    for (Registered each : all) {
      if (each.bar() == bar
          && each.position() == position
          && each.width() == width
          && each.data() == data) {
        return each;
      }
    }
    return null;
  }

  /** {@code fd} fires: its stores go out, or silently not where memory space is off. */
  void fire(int fd) {
    for (int i = 0; i < all.size(); i++) {
      Registered each = all.get(i);
      if (each.fd() == fd && memory.enabled()) {
        if (littleEndian) {
          io.iowrite(each.address(), each.width(), each.data());
        } else {
          io.iowriteBe(each.address(), each.width(), each.data());
        }
      }
    }
  }

  private int refuse(Rule rule, int errno) {
    tap.broken(rule);
    return -errno;
  }
}
