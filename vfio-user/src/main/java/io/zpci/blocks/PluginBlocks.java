package io.zpci.blocks;

import io.zpci.posix.Threads;
import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The server of one guest's plugin: listens on a UNIX socket, and has each block that the plugin
 * sends executed by the guest's function that it is for. A block for none of them is answered so
 * that QEMU executes it.
 *
 * <p>Each vCPU has a connection and a thread here. A QEMU may go and another one come at any time.
 * Who connects is not trusted: a message that is not one ends its connection. Nothing is allocated
 * for a block.
 */
public final class PluginBlocks implements AutoCloseable {
  /** More than any QEMU has vCPUs on s390. */
  static final int MAX_CONNECTIONS = 256;

  /** Between two tries where no connection can be taken. */
  private static final long PAUSE_NANOS = 100_000_000;

  private final Path socket;
  private final List<GuestBlocks> guests;
  private final PluginEvents events;

  /** The live connections and their threads; its monitor guards what follows, too. */
  private final Map<PluginConnection, Thread> connections = new HashMap<>();

  private boolean closed;
  private @Nullable UnixServer server;
  private @Nullable Thread listener;

  /**
   * Not started yet.
   *
   * @param socket where to listen
   * @param guests the guest's functions
   */
  public PluginBlocks(Path socket, List<GuestBlocks> guests, PluginEvents events) {
    this.socket = socket;
    this.guests = List.copyOf(guests);
    this.events = events;
  }

  /** Where it listens. */
  public Path socket() {
    return socket;
  }

  /**
   * Listens from now on; the socket's file has mode 0600.
   *
   * @throws IOException where there is a file already, or it cannot be made
   * @throws IllegalArgumentException where the path is longer than 107 bytes
   * @throws IllegalStateException where it was started or closed before
   */
  public void start() throws IOException {
    synchronized (connections) {
      if (closed || listener != null) {
        throw new IllegalStateException("the server at " + socket + " was started before");
      }
      UnixServer listening = UnixServer.listen(socket);
      server = listening;
      listener =
          Thread.ofPlatform().daemon().name("plugin " + socket).start(() -> listen(listening));
    }
  }

  private void listen(UnixServer listening) {
    while (!isClosed()) {
      try {
        UnixSocket client = listening.accept(-1);
        if (client != null) {
          take(client);
        }
      } catch (IOException e) {
        if (!isClosed()) {
          // Out of descriptors, say. Whoever waits may still be served later.
          events.disconnected(-1, "a plugin that connects: " + e.getMessage());
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  private boolean isClosed() {
    synchronized (connections) {
      return closed;
    }
  }

  private void take(UnixSocket client) {
    boolean ending;
    synchronized (connections) {
      if (!closed && connections.size() < MAX_CONNECTIONS) {
        PluginConnection connection = new PluginConnection(client, guests, events);
        Thread thread =
            Thread.ofPlatform()
                .daemon()
                .name("plugin " + socket + " vCPU")
                .unstarted(() -> serve(connection));
        connections.put(connection, thread);
        thread.start();
        return;
      }
      ending = closed;
    }
    client.close();
    if (!ending) {
      events.disconnected(-1, "there are " + MAX_CONNECTIONS + " connections");
    }
  }

  private void serve(PluginConnection connection) {
    try {
      connection.run();
    } finally {
      synchronized (connections) {
        connections.remove(connection);
      }
    }
  }

  /**
   * Ends all connections and removes the socket's file; all threads have ended then. A block under
   * way is finished first, so the caller must not hold a lock that a block needs.
   *
   * @throws IOException where the file cannot be removed
   */
  @Override
  public void close() throws IOException {
    UnixServer listening;
    Thread accepting;
    List<Thread> serving;
    synchronized (connections) {
      closed = true;
      listening = server;
      accepting = listener;
      serving = List.copyOf(connections.values());
      connections.keySet().forEach(PluginConnection::shutdown);
    }
    serving.forEach(Threads::join);
    if (listening != null && accepting != null) {
      listening.shutdown();
      Threads.join(accepting);
      listening.close();
    }
  }
}
