package io.zpci.blocks;

import io.zpci.posix.Received;
import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link StubMachine} behind a gdb stub on a real UNIX socket, which does what QEMU's does: a
 * client that comes stops it, a byte that arrives while it runs stops it, it acknowledges each
 * packet.
 */
final class StubGuest extends StubMachine implements AutoCloseable {
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  private final Path path;
  private final UnixServer server;
  private final Thread thread;
  private final Received none = new Received();
  private final List<String> packets = new ArrayList<>();

  private @Nullable UnixSocket connection;
  private boolean running;
  private boolean closed;
  private int clients;
  private int resumed;

  /** What the next answer is replaced by on the wire; then the connection ends if it is cut. */
  private byte @Nullable [] spoiled;

  private boolean cut;

  StubGuest(Path path, int cpus) throws IOException {
    super(cpus);
    this.path = path;
    server = UnixServer.listen(path);
    thread = Thread.ofPlatform().daemon().name("stub guest").start(this::run);
  }

  Path path() {
    return path;
  }

  /** Stops the machine by another hand than the client's, or lets it run again. */
  synchronized void operate(boolean runs) throws IOException {
    boolean stops = running && !runs;
    running = runs;
    if (stops && connection != null) {
      answer("T02thread:01;");
    }
    notifyAll();
  }

  /** The next answer to a packet goes out as these bytes; {@code cut} ends the connection then. */
  synchronized void spoil(String bytes, boolean cut) {
    spoiled = bytes.getBytes(StandardCharsets.ISO_8859_1);
    this.cut = cut;
  }

  /** Waits until the machine runs and no CPU has anything left to do. */
  synchronized void awaitIdle() throws InterruptedException {
    await(() -> running && idle());
  }

  /** How often the client let the machine run. */
  synchronized int resumed() {
    return resumed;
  }

  /** Waits until the client let the machine run {@code count} times in all. */
  synchronized void awaitResumed(int count) throws InterruptedException {
    await(() -> resumed >= count && running);
  }

  /** Waits for the client number {@code count} and until its machine runs. */
  synchronized void awaitClient(int count) throws InterruptedException {
    await(() -> clients >= count && running);
  }

  /** Waits until the machine runs and there is no client. */
  synchronized void awaitAlone() throws InterruptedException {
    await(() -> connection == null && running);
  }

  private interface Condition {
    boolean holds();
  }

  private synchronized void await(Condition condition) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "running %s, client %s, packets %s".formatted(running, connection, packets));
      }
      wait(10);
    }
  }

  /** The packets that came since the last time. */
  synchronized List<String> packets() {
    List<String> came = List.copyOf(packets);
    packets.clear();
    return came;
  }

  /** Cuts the connection. */
  synchronized void disconnect() {
    if (connection != null) {
      connection.shutdown();
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (this) {
      closed = true;
      disconnect();
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
  }

  private void run() {
    while (!closed()) {
      try (UnixSocket socket = server.accept(1)) {
        if (socket == null) {
          work();
        } else {
          talk(socket);
        }
      } catch (IOException e) {
        // The client is gone; the machine stays as it is.
      } finally {
        synchronized (this) {
          connection = null;
          notifyAll();
        }
      }
    }
  }

  private synchronized boolean closed() {
    return closed;
  }

  private void talk(UnixSocket socket) throws IOException {
    synchronized (this) {
      connection = socket;
      clients++;
      begin();
      if (running) {
        running = false;
        answer("T02thread:01;");
      }
    }
    byte[] one = new byte[1];
    MemorySegment into = MemorySegment.ofArray(one);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    while (true) {
      while (!socket.readable(busy() ? 0 : 1)) {
        work();
      }
      if (socket.receive(into, 0, 1, none) == 0) {
        return;
      }
      synchronized (this) {
        if (running) {
          packets.add(one[0] == 3 ? "^C" : "byte " + one[0]);
          running = false;
          answer("T02thread:0%d;".formatted(current + 1));
        } else if (one[0] == '$' || packet.size() > 0) {
          packet.write(one[0]);
          byte[] bytes = packet.toByteArray();
          if (bytes.length > 3 && bytes[bytes.length - 3] == '#') {
            packet.reset();
            take(new String(bytes, StandardCharsets.ISO_8859_1));
          }
        }
        notifyAll();
      }
    }
  }

  private synchronized boolean busy() {
    return running && !idle();
  }

  /** One instruction of each CPU. */
  private synchronized void work() throws IOException {
    for (int cpu = 0; cpu < registers.length && running; cpu++) {
      if (breakpoints.contains(registers[cpu][1]) && code(cpu, 2).length > 0) {
        running = false;
        current = cpu;
        answer("T05thread:0%d;".formatted(cpu + 1));
      } else {
        step(cpu);
      }
    }
    notifyAll();
  }

  private void take(String framed) throws IOException {
    String data = framed.substring(1, framed.length() - 3);
    int sum = 0;
    for (int i = 0; i < data.length(); i++) {
      sum += data.charAt(i);
    }
    if (!framed.endsWith("%02x".formatted(sum & 0xff))) {
      packets.add("checksum of " + framed);
      send("-");
      return;
    }
    packets.add(data);
    send("+");
    if (data.startsWith("vCont;")) {
      resume(data.substring(6));
    } else if (data.equals("D")) {
      breakpoints.clear();
      answer("OK");
      running = true;
    } else {
      answer(reply(data));
    }
  }

  private void resume(String how) throws IOException {
    if (how.equals("c")) {
      running = true;
      resumed++;
      return;
    }
    // s:01 steps this CPU alone.
    current = Integer.parseInt(how.substring(2), 16) - 1;
    step(current);
    answer("T05thread:0%d;".formatted(current + 1));
  }

  private void answer(String data) throws IOException {
    byte[] bytes = data.getBytes(StandardCharsets.ISO_8859_1);
    int sum = 0;
    for (byte each : bytes) {
      sum += each;
    }
    if (spoiled != null) {
      byte[] instead = spoiled;
      spoiled = null;
      UnixSocket socket = Objects.requireNonNull(connection);
      socket.send(MemorySegment.ofArray(instead), 0, instead.length, List.of());
      if (cut) {
        socket.shutdown();
      }
      return;
    }
    send("$" + data + "#%02x".formatted(sum & 0xff));
  }

  private void send(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    if (connection != null) {
      connection.send(MemorySegment.ofArray(bytes), 0, bytes.length, List.of());
    }
  }
}
