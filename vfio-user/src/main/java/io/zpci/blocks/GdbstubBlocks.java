package io.zpci.blocks;

import io.zpci.posix.EventFd;
import io.zpci.posix.PollSet;
import io.zpci.posix.PosixException;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes a guest's blocks by QEMU's gdb stub: breakpoints on the PCISTB of the guest's kernel, which
 * is found when the guest enables a function.
 *
 * <p>QEMU listens ({@code -S -chardev socket,id=gdb0,path=...,server=on,wait=off -gdb
 * chardev:gdb0}); this connects, again and again until it is closed, lets the machine go on, and
 * serves it on one thread. Nobody ever waits for that thread: what the connection's thread says is
 * left for it. Source: spec passthrough e.2, g.37.
 */
public final class GdbstubBlocks implements AutoCloseable {
  /** How long the stop for the next block of a copy is looked for before this sleeps. */
  private static final long STOP_NANOS = 400_000;

  private static final int RETRY_MILLIS = 100;
  private static final int CLOSE_MILLIS = 2000;
  private static final int FOR_EVER = -1;

  /** The longest that an answer is held until QEMU was asked to stop. */
  private static final int ASK_NANOS = 200_000_000;

  /**
   * How long QEMU's stub takes to hear that, and to queue for the lock that the guest's CPU has.
   */
  private static final int HEAR_NANOS = 20_000_000;

  /** {@code sun_path} without its NUL. */
  private static final int MAX_PATH = 107;

  private static final int ENABLED = 1;
  private static final int RESET = 2;
  private static final int CLOSING = 4;

  private final Path path;
  private final GdbstubEvents events;
  private final PcistbFinder finder;
  private final BlockStops stops;
  private final EventFd wake;
  private final Thread thread;

  private final Object lock = new Object();
  private int signals;
  private volatile boolean closing;
  private @Nullable UnixSocket connection;

  /** How far the stop is that the last enabling of a function wants. */
  private Stop stop = Stop.NONE;

  private enum Stop {
    NONE,
    WANTED,
    ASKED
  }

  /** A function was enabled and not found since; breakpoints are to be found. */
  private boolean enabled;

  /**
   * Blocks of one guest.
   *
   * @param socket where the guest's stub listens, now or later
   * @param guests where blocks go: to the first that serves their handle
   * @param pcistb the guest's address of its PCISTB, where it is known
   * @param map the guest kernel's System.map, where it is known
   * @throws IllegalArgumentException where the socket's path is longer than 107 bytes
   */
  public GdbstubBlocks(
      Path socket,
      List<? extends GuestBlocks> guests,
      OptionalLong pcistb,
      @Nullable SystemMap map,
      GdbstubEvents events)
      throws IOException {
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
      throw new IllegalArgumentException(
          "socket %s: a path of at most %d bytes was expected".formatted(socket, MAX_PATH));
    }
    this.path = socket;
    this.events = events;
    this.finder = new PcistbFinder(pcistb, map, events);
    this.stops = new BlockStops(guests, finder, events);
    this.wake = EventFd.create();
    this.thread = Thread.ofPlatform().daemon().name("gdbstub " + socket).unstarted(this::run);
  }

  /** Starts to connect. */
  public void start() {
    thread.start();
  }

  /** The guest enabled a function: it set bit 1 of COMMAND. Never waits. */
  public void functionEnabled() {
    synchronized (lock) {
      if (connection != null) {
        stop = Stop.WANTED;
      }
    }
    signal(ENABLED);
  }

  /**
   * Holds an answer to the guest's CPU while a stop is wanted that has not come: until QEMU was
   * asked for it and had time to hear that, at most 220 ms. QEMU keeps its big lock while it waits
   * for the answer, so it cannot stop before; a guest that had its answer at once might reach its
   * first PCISTB, which QEMU refuses, while the stop is still on its way. Returns at once in all
   * other cases.
   */
  public void holdForStop() {
    synchronized (lock) {
      hold(Stop.WANTED, ASK_NANOS);
      hold(Stop.ASKED, HEAR_NANOS);
    }
  }

  /** Waits, with the lock, until {@link #stop} is something else. */
  private void hold(Stop state, long nanos) {
    long end = System.nanoTime() + nanos;
    try {
      for (long left = nanos; stop == state && left > 0; left = end - System.nanoTime()) {
        TimeUnit.NANOSECONDS.timedWait(lock, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stop(Stop now) {
    synchronized (lock) {
      if (now == Stop.NONE || stop == Stop.WANTED) {
        stop = now;
        lock.notifyAll();
      }
    }
  }

  /**
   * A function was reset, perhaps with its guest: what was found is looked at again before it is
   * believed. Never waits.
   */
  public void functionReset() {
    signal(RESET);
  }

  private void signal(int what) {
    synchronized (lock) {
      signals |= what;
      if (!wake.descriptor().closed()) {
        int _ = wake.signal();
      }
    }
  }

  /** Takes breakpoints away, where there is a machine, lets it go on, and ends. */
  @Override
  public void close() {
    closing = true;
    signal(CLOSING);
    boolean ended = join();
    synchronized (lock) {
      if (!ended && connection != null) {
        // The stub does not answer; so the thread is waiting for it.
        connection.shutdown();
      }
    }
    if (ended || join()) {
      synchronized (lock) {
        wake.close();
      }
    }
  }

  private boolean join() {
    boolean interrupted = false;
    try {
      return thread.getState() == Thread.State.NEW || thread.join(Duration.ofMillis(CLOSE_MILLIS));
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    try (Arena arena = Arena.ofConfined()) {
      PollSet waiting = new PollSet(arena);
      while (!closing) {
        connect(waiting);
        if (!closing) {
          waiting.clear();
          int _ = waiting.add(wake.descriptor());
          int _ = waiting.poll(RETRY_MILLIS);
          take();
        }
      }
    } catch (PosixException e) {
      events.lost(String.valueOf(e.getMessage()));
    }
  }

  private void connect(PollSet waiting) {
    UnixSocket socket;
    try {
      socket = UnixSocket.connect(path);
    } catch (PosixException e) {
      // Nobody listens yet.
      return;
    }
    synchronized (lock) {
      connection = socket;
    }
    try {
      serve(socket, new GdbRemote(new GdbPackets(socket, events)), waiting);
    } catch (IOException | RuntimeException | InternalError e) {
      // An InternalError is a guest's storage that is not there any more.
      if (!closing) {
        events.lost(String.valueOf(e.getMessage()));
      }
    } finally {
      synchronized (lock) {
        connection = null;
        stop(Stop.NONE);
        socket.close();
      }
      enabled |= stops.any();
      stops.forget();
    }
  }

  private void serve(UnixSocket socket, GdbRemote gdb, PollSet waiting) throws IOException {
    gdb.hello();
    events.connected();
    while (true) {
      take();
      if (closing) {
        gdb.writeRegisters();
        gdb.detach();
        return;
      }
      if (enabled) {
        gdb.writeRegisters();
        enabled = false;
        stops.find(gdb);
        stop(Stop.NONE);
      }
      gdb.resume();
      if (await(socket, gdb, waiting) == GdbRemote.TRAP) {
        stops.stopped(gdb);
      }
    }
  }

  /** Waits until the machine stops to be served, and returns the signal. */
  private int await(UnixSocket socket, GdbRemote gdb, PollSet waiting) throws IOException {
    boolean asked = false;
    while (true) {
      while (!gdb.buffered()) {
        boolean there = socket.look(STOP_NANOS);
        waiting.clear();
        int stub = waiting.add(socket.descriptor());
        int said = waiting.add(wake.descriptor());
        // What was said before the stop is heard before it, too.
        int _ = waiting.poll(there ? 0 : FOR_EVER);
        if (waiting.isReady(said)) {
          take();
          if (closing || enabled) {
            gdb.interrupt();
            asked = true;
            stop(Stop.ASKED);
          }
        }
        if (waiting.isReady(stub)) {
          gdb.fill();
        }
      }
      int signal = gdb.stop();
      if (signal == GdbRemote.TRAP || (signal != GdbRemote.RUNNING && asked)) {
        return signal;
      }
      // Else somebody else stopped it, who will let it run again.
    }
  }

  /** Takes what was said to this thread. */
  private void take() throws PosixException {
    int said;
    synchronized (lock) {
      said = signals;
      if (said == 0) {
        return;
      }
      signals = 0;
      long _ = wake.take();
    }
    if ((said & RESET) != 0) {
      stops.distrust();
      enabled = false;
    }
    if ((said & ENABLED) != 0) {
      enabled = true;
    }
  }
}
