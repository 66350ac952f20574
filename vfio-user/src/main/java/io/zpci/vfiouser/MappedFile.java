package io.zpci.vfiouser;

import io.zpci.posix.Descriptor;
import io.zpci.posix.PosixException;
import io.zpci.posix.SharedFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/** A client's file, mapped as a whole, and how many mappings of I/O addresses lead into it. */
final class MappedFile {
  /** Which file a descriptor leads to, whatever its number: device and inode. */
  record Identity(Object device, Object inode, boolean writable) {}

  private final Identity identity;
  private final Arena arena;
  private final MemorySegment bytes;
  private int users;

  private MappedFile(Identity identity, Arena arena, MemorySegment bytes) {
    this.identity = identity;
    this.arena = arena;
    this.bytes = bytes;
  }

  /** What {@code descriptor} leads to. */
  static Identity identity(Descriptor descriptor, boolean writable) throws IOException {
    Path link = Path.of("/proc/self/fd", Integer.toString(descriptor.number()));
    Map<String, Object> attributes = Files.readAttributes(link, "unix:dev,ino");
    return new Identity(
        Objects.requireNonNull(attributes.get("dev")),
        Objects.requireNonNull(attributes.get("ino")),
        writable);
  }

  /** All of the file, as long as it is now; {@code descriptor} stays the caller's. */
  static MappedFile map(Identity identity, SharedFile file) throws PosixException {
    // Shared: the memory of one guest is written by the function of another.
    Arena arena = Arena.ofShared();
    try {
      return new MappedFile(identity, arena, file.map(arena, 0, file.size(), identity.writable()));
    } catch (PosixException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  Identity identity() {
    return identity;
  }

  MemorySegment bytes() {
    return bytes;
  }

  void use() {
    users++;
  }

  /** One mapping less; true where that was the last, and the file is mapped no more. */
  boolean release() {
    users--;
    if (users > 0) {
      return false;
    }
    arena.close();
    return true;
  }
}
