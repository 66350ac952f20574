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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A small s390 machine behind a gdb stub on a real UNIX socket, which does what QEMU's does: a
 * client that comes stops it, a byte that arrives while it runs stops it, it acknowledges each
 * packet, {@code ?} takes all breakpoints away, a CPU stops at a breakpoint again when it goes on
 * from there.
 *
 * <p>Its CPUs know four instructions: {@code 0000} is the end, {@code 0700} does nothing, {@code
 * 07fe} goes to register 14, {@code EB .. D0} is PCISTB, which it executes itself with cc 0.
 */
final class StubGuest implements AutoCloseable {
  /** A kernel's PSW: translation on, home space, 64 bits, condition code 1. */
  static final long KERNEL = 0x0704_d001_8000_0000L;

  /** A program's PSW: translation on, primary space, problem state, 64 bits. */
  static final long PROGRAM = 0x0705_1001_8000_0000L;

  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final HexFormat HEX = HexFormat.of();

  /** Storage by absolute addresses. */
  final byte[] storage = new byte[4 << 20];

  private record Range(long address, int length, int absolute) {}

  private final Path path;
  private final UnixServer server;
  private final Thread thread;
  private final Received none = new Received();
  private final long[][] registers;
  private final List<Range> kernel = new ArrayList<>();
  private final Set<Long> breakpoints = new TreeSet<>();
  private final List<String> packets = new ArrayList<>();
  private final List<String> executed = new ArrayList<>();

  private @Nullable UnixSocket connection;
  private boolean running;
  private boolean closed;
  private boolean absolute;
  private boolean hidesAbsolute;
  private int current;
  private int clients;
  private int resumed;

  /** What the next answer is replaced by on the wire; then the connection ends if it is cut. */
  private byte @Nullable [] spoiled;

  private boolean cut;

  StubGuest(Path path, int cpus) throws IOException {
    this.path = path;
    registers = new long[cpus][18];
    for (long[] cpu : registers) {
      cpu[0] = KERNEL;
    }
    server = UnixServer.listen(path);
    thread = Thread.ofPlatform().daemon().name("stub guest").start(this::run);
  }

  Path path() {
    return path;
  }

  /** The kernel's addresses from {@code address} on lead to {@code absolute}; no program's do. */
  synchronized void map(long address, int absolute, int length) {
    kernel.add(new Range(address, length, absolute));
  }

  /** A machine that begins anew: its kernel's space is empty, its breakpoints are still set. */
  synchronized void reboot() {
    kernel.clear();
    executed.clear();
  }

  /** The client's {@code Qqemu.PhyMemMode} is not known to this stub. */
  synchronized void hideAbsolute() {
    hidesAbsolute = true;
  }

  /** Writes {@code hex} at an absolute address. */
  synchronized void put(int address, String hex) {
    byte[] bytes = HEX.parseHex(hex.replace(" ", ""));
    System.arraycopy(bytes, 0, storage, address, bytes.length);
  }

  /** Sets a general register. */
  synchronized void register(int cpu, int number, long value) {
    registers[cpu][2 + number] = value;
  }

  /** A general register. */
  synchronized long register(int cpu, int number) {
    return registers[cpu][2 + number];
  }

  /** The PSW's first half. */
  synchronized long mask(int cpu) {
    return registers[cpu][0];
  }

  /** The PSW's address. */
  synchronized long address(int cpu) {
    return registers[cpu][1];
  }

  /** Lets a CPU begin at {@code address}. */
  synchronized void go(int cpu, long mask, long address) {
    registers[cpu][0] = mask;
    registers[cpu][1] = address;
    notifyAll();
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

  /** The PCISTBs that this executed itself: CPU and address. */
  synchronized List<String> executed() {
    return List.copyOf(executed);
  }

  /** Addresses of the breakpoints. */
  synchronized List<Long> breakpoints() {
    return List.copyOf(breakpoints);
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
      absolute = false;
      if (running) {
        running = false;
        answer("T02thread:01;");
      }
    }
    byte[] one = new byte[1];
    MemorySegment into = MemorySegment.ofArray(one);
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    while (true) {
      while (!socket.readable(1)) {
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

  private boolean idle() {
    for (int cpu = 0; cpu < registers.length; cpu++) {
      byte[] code = code(cpu, 2);
      if (code.length > 0 && (code[0] != 0 || code[1] != 0)) {
        return false;
      }
    }
    return true;
  }

  private byte[] code(int cpu, int length) {
    int at = translate(registers[cpu][1], length, true);
    return at < 0 ? new byte[0] : Arrays.copyOfRange(storage, at, at + length);
  }

  private void step(int cpu) {
    byte[] code = code(cpu, 6);
    if (code.length == 0 || (code[0] == 0 && code[1] == 0)) {
      return;
    }
    long[] own = registers[cpu];
    if (code[0] == (byte) 0xeb) {
      executed.add("%d %x".formatted(cpu, own[1]));
      own[0] &= ~0x3000_0000_0000L;
      own[1] += 6;
    } else if (code[1] == (byte) 0xfe) {
      own[1] = own[16];
    } else {
      own[1] += 2;
    }
  }

  private int translate(long address, int length, boolean inKernel) {
    if (inKernel) {
      for (Range each : kernel) {
        if (address >= each.address && address + length <= each.address + each.length) {
          return (int) (address - each.address) + each.absolute;
        }
      }
    }
    return -1;
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

  private String reply(String data) {
    long[] own = registers[current];
    switch (data.charAt(0)) {
      case '?' -> {
        breakpoints.clear();
        return "T05core:01;";
      }
      case 'q' -> {
        return data.startsWith("qSupported") ? "PacketSize=20020;vContSupported+" : "";
      }
      case 'Q' -> {
        if (hidesAbsolute) {
          return "";
        }
        absolute = data.endsWith("1");
        return "OK";
      }
      case 'g' -> {
        StringBuilder all = new StringBuilder();
        for (long each : own) {
          all.append("%016x".formatted(each));
        }
        return all.toString();
      }
      case 'P' -> {
        int equals = data.indexOf('=');
        own[Integer.parseInt(data, 1, equals, 16)] =
            Long.parseUnsignedLong(data, equals + 1, data.length(), 16);
        return "OK";
      }
      case 'm' -> {
        return read(data);
      }
      case 'M' -> {
        return write(data);
      }
      case 'Z', 'z' -> {
        String[] parts = data.split(",", -1);
        long address = Long.parseUnsignedLong(parts[1], 16);
        boolean _ = data.startsWith("Z") ? breakpoints.add(address) : breakpoints.remove(address);
        return "OK";
      }
      default -> {
        return "";
      }
    }
  }

  private String read(String data) {
    int comma = data.indexOf(',');
    long address = Long.parseUnsignedLong(data, 1, comma, 16);
    int length = Integer.parseInt(data, comma + 1, data.length(), 16);
    if (2 * length > 0x20020) {
      return "E22";
    }
    int at = (int) address;
    if (!absolute) {
      boolean home = (registers[current][0] & 0xc000_0000_0000L) == 0xc000_0000_0000L;
      at = translate(address, length, home);
    } else if (address < 0 || address + length > storage.length) {
      at = -1;
    }
    return at < 0 ? "E14" : HEX.formatHex(storage, at, at + length);
  }

  private String write(String data) {
    int comma = data.indexOf(',');
    long address = Long.parseUnsignedLong(data, 1, comma, 16);
    byte[] bytes = HEX.parseHex(data.substring(data.indexOf(':') + 1));
    int at = translate(address, bytes.length, true);
    if (at < 0) {
      return "E14";
    }
    System.arraycopy(bytes, 0, storage, at, bytes.length);
    return "OK";
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
