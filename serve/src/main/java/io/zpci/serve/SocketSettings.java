package io.zpci.serve;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A socket to serve one function on.
 *
 * @param path where a VMM connects
 * @param gid the GID of an ISM function; null for one that is chosen
 * @param gdb the socket of the gdbstub of the guest's QEMU
 * @param plugin the socket that a plugin in the guest's QEMU connects to
 * @param handle the function's handle in the guest; null where it is the guest's only function
 */
public record SocketSettings(
    Path path,
    @Nullable Long gid,
    @Nullable Path gdb,
    @Nullable Path plugin,
    @Nullable Integer handle) {
  /** A socket at {@code path}; everything else is chosen. */
  public static SocketSettings at(Path path) {
    return new SocketSettings(path, null, null, null, null);
  }

  /** The same with this GID. */
  public SocketSettings withGid(long newGid) {
    return new SocketSettings(path, newGid, gdb, plugin, handle);
  }

  /** The same with the gdbstub that QEMU offers at {@code socket}. */
  public SocketSettings withGdb(Path socket) {
    return new SocketSettings(path, gid, socket, plugin, handle);
  }

  /** The same with a plugin that connects to {@code socket}. */
  public SocketSettings withPlugin(Path socket) {
    return new SocketSettings(path, gid, gdb, socket, handle);
  }

  /** The same with the handle that the guest knows the function by. */
  public SocketSettings withHandle(int newHandle) {
    return new SocketSettings(path, gid, gdb, plugin, newHandle);
  }
}
