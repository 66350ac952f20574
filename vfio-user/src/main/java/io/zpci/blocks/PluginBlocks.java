package io.zpci.blocks;

import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  private static final int ACCEPT_MILLIS = 100;

  private final Path socket;
  private final List<GuestBlocks> guests;
  private final PluginEvents events;

  /** The live connections and their threads; its monitor guards what follows, too. */
  private final Map<PluginConnection, Thread> connections = new HashMap<>();

  private boolean closed;
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
      UnixServer server = UnixServer.listen(socket);
      Thread thread =
          Thread.ofPlatform().daemon().name("plugin " + socket).unstarted(() -> listen(server));
      listener = thread;
      thread.start();
    }
  }

  private void listen(UnixServer server) {
    try (server) {
      while (!isClosed()) {
        UnixSocket client = server.accept(ACCEPT_MILLIS);
        if (client != null) {
          take(client);
        }
      }
    } catch (IOException e) {
      events.disconnected(-1, socket + ": " + e.getMessage());
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

  /** Ends all connections and removes the socket's file; all threads have ended then. */
  @Override
  public void close() {
    Thread listening;
    List<Thread> serving;
    synchronized (connections) {
      closed = true;
      listening = listener;
      serving = List.copyOf(connections.values());
      connections.keySet().forEach(PluginConnection::shutdown);
    }
    if (listening != null) {
      knock();
      join(listening);
    }
    serving.forEach(PluginBlocks::join);
  }

  /** The listener looks up when somebody comes, and in any case soon. */
  private void knock() {
    try {
      UnixSocket.connect(socket).close();
    } catch (IOException e) {
      // Nobody listens there any more, or the path is another's by now.
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
