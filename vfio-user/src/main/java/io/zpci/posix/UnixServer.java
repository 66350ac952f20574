package io.zpci.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Listens at a path. The socket's file has mode 0600 before anybody can connect, and is gone when
 * this is closed; a file that is there already is not touched.
 */
public final class UnixServer implements AutoCloseable {
  private static final int OWNER_ONLY = 0600;

  private final Path path;
  private final Descriptor descriptor;

  private UnixServer(Path path, Descriptor descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Listens at {@code path}.
   *
   * @throws PosixException EADDRINUSE where there is a file already
   * @throws IllegalArgumentException where the path is longer than 107 bytes
   */
  public static UnixServer listen(Path path) throws IOException {
    Descriptor descriptor = Descriptor.of("socket", Libc.socket());
    boolean bound = false;
    try (Arena arena = Arena.ofConfined()) {
      int answer = Libc.bind(descriptor.number(), SocketAddress.of(path, arena));
      if (answer < 0) {
        throw new PosixException("bind " + path, -answer);
      }
      bound = true;
      // Nobody can connect before listen, so there is no moment with another mode.
      answer = Libc.chmod(arena.allocateFrom(path.toString()), OWNER_ONLY);
      if (answer < 0) {
        throw new PosixException("chmod " + path, -answer);
      }
      answer = Libc.listen(descriptor.number(), 1);
      if (answer < 0) {
        throw new PosixException("listen " + path, -answer);
      }
      return new UnixServer(path, descriptor);
    } catch (IOException | RuntimeException e) {
      descriptor.close();
      if (bound) {
        Files.deleteIfExists(path);
      }
      throw e;
    }
  }

  /** Where it listens. */
  public Path path() {
    return path;
  }

  /**
   * The next who connects; null where nobody does within {@code millis} milliseconds, negative
   * waits for ever.
   */
  public @Nullable UnixSocket accept(int millis) throws IOException {
    if (!Polling.readable(descriptor.number(), millis)) {
      return null;
    }
    return new UnixSocket(Descriptor.of("accept", Libc.accept(descriptor.number())));
  }

  /** Nobody is accepted any more: a thread that waits in {@link #accept} gets EINVAL. */
  public void shutdown() {
    int _ = Libc.shutdown(descriptor.number());
  }

  @Override
  public void close() throws IOException {
    if (!descriptor.closed()) {
      descriptor.close();
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(path);
      }
    }
  }
}
