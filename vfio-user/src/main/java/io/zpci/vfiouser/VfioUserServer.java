package io.zpci.vfiouser;

import io.zpci.posix.PosixException;
import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A vfio-user server: one device at one UNIX socket, for one client after the other; who connects
 * meanwhile waits. The socket's file has mode 0600 and goes with the server. The client is not
 * trusted: nothing that it sends, passes or leaves undone does more than end its own connection.
 *
 * <p>The device is called by the server's thread alone; a client's memory that came without a file
 * may be reached by any thread. Source: spec passthrough f.
 */
public final class VfioUserServer implements AutoCloseable {
  private static final String CLOSED = "the server was closed";
  private static final long PAUSE_NANOS = 100_000_000;

  private final UnixServer server;
  private final ServedDevice device;
  private final ServerEvents events;
  private final ServerSettings settings;
  private final ServerBuffers buffers = new ServerBuffers();
  private final Thread thread;

  /** The connection that there is. This and what follows under this server's lock. */
  private @Nullable VfioUserConnection connection;

  private boolean started;
  private boolean closing;

  private VfioUserServer(
      UnixServer server, ServedDevice device, ServerEvents events, ServerSettings settings) {
    this.server = server;
    this.device = device;
    this.events = events;
    this.settings = settings;
    this.thread = new Thread(this::serve, "vfio-user " + server.path());
    thread.setDaemon(true);
  }

  /** As {@link #listen(Path, ServedDevice, ServerEvents, ServerSettings)} with the defaults. */
  public static VfioUserServer listen(Path path, ServedDevice device, ServerEvents events)
      throws IOException {
    return listen(path, device, events, ServerSettings.DEFAULT);
  }

  /**
   * Listens at {@code path}: clients can connect, and are served from {@link #start} on.
   *
   * @throws io.zpci.posix.PosixException EADDRINUSE where there is a file already
   * @throws IllegalArgumentException where the path is longer than 107 bytes
   */
  public static VfioUserServer listen(
      Path path, ServedDevice device, ServerEvents events, ServerSettings settings)
      throws IOException {
    return new VfioUserServer(UnixServer.listen(path), device, events, settings);
  }

  /** Where it listens. */
  public Path path() {
    return server.path();
  }

  /** Serves from now on, on a thread of its own; once. */
  public synchronized void start() {
    started = true;
    thread.start();
  }

  private void serve() {
    try {
      while (!isClosing()) {
        UnixSocket socket = accept();
        if (socket != null) {
          serve(socket);
        }
      }
    } finally {
      buffers.close();
    }
  }

  /** The next client; null where there is none after all. */
  private @Nullable UnixSocket accept() {
    try {
      return server.accept(-1);
    } catch (PosixException e) {
      if (!isClosing()) {
        // Out of descriptors, say. Whoever waits may still be served later.
        events.refused("a client that connects", e.errno());
        pause();
      }
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(UnixSocket socket) {
    VfioUserConnection next = new VfioUserConnection(socket, device, events, settings, buffers);
    synchronized (this) {
      connection = next;
      if (closing) {
        next.end(CLOSED);
      }
    }
    try {
      next.run();
    } finally {
      synchronized (this) {
        connection = null;
      }
    }
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  private static void pause() {
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  /**
   * Ends the connection and the thread, and removes the socket. When this returns the device is
   * detached; the server's own thread may call it too, from an event, and ends after it.
   */
  @Override
  public void close() throws IOException {
    boolean first;
    boolean running;
    synchronized (this) {
      first = !closing;
      running = started;
      closing = true;
      if (connection != null) {
        connection.end(CLOSED);
      }
    }
    server.shutdown();
    try {
      if (!running && first) {
        buffers.close();
      } else if (!thread.equals(Thread.currentThread())) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      server.close();
    }
  }
}
