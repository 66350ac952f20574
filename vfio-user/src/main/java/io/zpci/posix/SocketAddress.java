package io.zpci.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** {@code struct sockaddr_un}: a path of at most 107 bytes and a NUL. */
final class SocketAddress {
  /** The longest path, in bytes. */
  static final int MAX_PATH = 107;

  private static final int PATH = 2;

  private SocketAddress() {}

  /**
   * The address of {@code path}.
   *
   * @throws IllegalArgumentException where it is too long
   */
  static MemorySegment of(Path path, Arena arena) {
    byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length == 0 || bytes.length > MAX_PATH) {
      throw new IllegalArgumentException(
          "socket %s: a path of 1 to %d bytes was expected, this has %d"
              .formatted(path, MAX_PATH, bytes.length));
    }
    MemorySegment address = arena.allocate(PATH + bytes.length + 1L, 2);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) Libc.AF_UNIX);
    MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, PATH, bytes.length);
    return address;
  }
}
