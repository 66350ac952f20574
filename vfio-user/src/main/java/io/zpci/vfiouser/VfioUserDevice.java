package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.posix.PollSet;
import io.zpci.posix.PosixException;
import io.zpci.posix.UnixSocket;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The device behind any vfio-user server's socket, as its client holds it: what QEMU does, from
 * Java.
 *
 * <p>What the server refuses is answered with its errno. Where the connection has ended, because
 * the server closed it, did not answer in time or did what the protocol does not have, every call
 * answers ENOTCONN and {@link #failure} says why. A read or write allocates nothing.
 *
 * <p>For one thread, and it starts none: interrupts are told, and what the server asks of memory
 * that it reaches by messages is answered, in {@link #takeInterrupts}; the latter also while a call
 * waits for its reply. Integers on the wire have the machine's byte order; data are bytes in the
 * order of their addresses. Source: spec passthrough f.
 */
public final class VfioUserDevice implements VfioDevice, AutoCloseable {
  private static final int MOST_INFO = 64 << 10;
  private static final int MAP = 32;
  private static final int UNMAP = 24;

  private final Arena arena;
  private final ClientOptions options;
  private final ClientConnection connection;
  private final ClientMemory memory;
  private final ClientInterrupts interrupts;
  private final PollSet waiting;
  private final Capabilities agreement;
  private final DeviceInfo info;
  private final WriteQueue queue;
  private final RegionAccess[] regions;
  private final RegionAccess file;

  private VfioUserDevice(
      Arena arena, ClientConnection connection, ClientMemory memory, ClientOptions options)
      throws IOException {
    this.arena = arena;
    this.options = options;
    this.connection = connection;
    this.memory = memory;
    this.interrupts = new ClientInterrupts(connection);
    this.waiting = new PollSet(arena);
    ClientGreeting greeting = new ClientGreeting(connection, options.qemuGreeting());
    this.agreement = greeting.agree(options.wholeBlocks());
    this.info = greeting.info();
    boolean gathered = options.gathered() && agreement.writeMultiple();
    this.queue = new WriteQueue(gathered, connection, arena);
    this.regions = new RegionAccess[info.regions()];
    for (int index = 0; index < regions.length; index++) {
      regions[index] =
          new ClientRegion(index, agreement.transfer(), options.posted(), connection, queue);
    }
    this.file = new ClientFile(regions);
  }

  /**
   * Connects to the server that listens at {@code path}.
   *
   * @throws IOException where nobody does, or what does cannot be spoken to: one sentence
   * @throws IllegalArgumentException where the path is longer than a socket's may be
   */
  public static VfioUserDevice connect(Path path, ClientOptions options) throws IOException {
    Arena arena = Arena.ofShared();
    ClientConnection connection = null;
    boolean connected = false;
    try {
      ClientMemory memory = new ClientMemory(options.memory(), arena);
      connection =
          new ClientConnection(
              UnixSocket.connect(path, options.timeout()),
              options,
              new ServerRequests(memory, options.dma()));
      VfioUserDevice device = new VfioUserDevice(arena, connection, memory, options);
      connected = true;
      return device;
    } finally {
      if (!connected) {
        if (connection != null) {
          connection.close();
        }
        arena.close();
      }
    }
  }

  /**
   * What client and server can both do; {@link Capabilities#wholeBlocks} where this asked for it
   * and the server grants it.
   */
  public Capabilities agreement() {
    return agreement;
  }

  /** Why the connection has ended; null while it has not. */
  public @Nullable IOException failure() {
    return connection.failure();
  }

  /** {@inheritDoc} As the server said it when this connected; no capability is asked for. */
  @Override
  public DeviceInfo info() {
    return info;
  }

  /**
   * {@inheritDoc} Of the capabilities those that {@link io.zpci.vfio.Capability} knows; files that
   * the server sends to be mapped are closed. Its offset is where {@link #file} has the region: the
   * server's is about those files.
   *
   * @throws VfioException what the server answered
   */
  @Override
  public RegionInfo regionInfo(int index) throws VfioException {
    int room = RegionCapabilities.FIXED;
    while (true) {
      askAbout(VfioUserCommand.DEVICE_GET_REGION_INFO, index, room, RegionCapabilities.FIXED);
      MemorySegment reply = connection.reply();
      int at = connection.replyAt();
      int needed = reply.get(Message.INT, at);
      boolean more = (reply.get(Message.INT, at + 4L) & RegionInfo.FLAG_CAPS) != 0;
      if (!more || needed <= room || needed > MOST_INFO || room > RegionCapabilities.FIXED) {
        return RegionCapabilities.parse(index, reply, at, connection.replyLength());
      }
      room = needed;
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws VfioException what the server answered
   */
  @Override
  public IrqInfo irqInfo(int index) throws VfioException {
    askAbout(
        VfioUserCommand.DEVICE_GET_IRQ_INFO, index, Payload.IrqInfo.SIZE, Payload.IrqInfo.SIZE);
    MemorySegment reply = connection.reply();
    long at = connection.replyAt();
    return new IrqInfo(index, reply.get(Message.INT, at + 4), reply.get(Message.INT, at + 12));
  }

  private void askAbout(VfioUserCommand command, int index, int room, int size)
      throws VfioException {
    int queued = queue.flush();
    MemorySegment request = connection.request(Message.HEADER + size);
    request.asSlice(Message.HEADER, size).fill((byte) 0);
    request.set(Message.INT, Message.HEADER, room);
    request.set(Message.INT, Message.HEADER + 8L, index);
    int result =
        queued < 0 ? queued : connection.exchange(command, Message.HEADER + size, size, List.of());
    if (result < 0) {
      throw new VfioException(-result);
    }
  }

  @Override
  public RegionAccess region(int index) {
    return index >= 0 && index < regions.length
        ? regions[index]
        : new ClientRegion(index, agreement.transfer(), options.posted(), connection, queue);
  }

  /** {@inheritDoc} The region's number stands in bits 56 and up of the offset. */
  @Override
  public RegionAccess file() {
    return file;
  }

  /**
   * {@inheritDoc} Each trigger gets an eventfd that the server signals; {@link #takeInterrupts}
   * tells the trigger. A set of triggers that does not fit into one message becomes several: where
   * one is refused, those before stay.
   */
  @Override
  public int setIrqs(IrqSet set) {
    int queued = queue.flush();
    if (queued < 0) {
      return queued;
    }
    try {
      return interrupts.set(set, agreement.descriptors());
    } catch (PosixException e) {
      return -e.errno();
    }
  }

  @Override
  public int reset() {
    int queued = queue.flush();
    return queued < 0
        ? queued
        : connection.exchange(VfioUserCommand.DEVICE_RESET, Message.HEADER, 0, List.of());
  }

  /**
   * {@inheritDoc}
   *
   * @param address where in the client's memory
   * @return what the server answers; EINVAL without asking it where the memory has no such pages
   */
  @Override
  public int dmaMap(long ioAddress, long address, long size, boolean writable) {
    Descriptor descriptor = memory.descriptor();
    if (descriptor == null || !memory.holds(address, size)) {
      return -Errno.EINVAL;
    }
    int queued = queue.flush();
    if (queued < 0) {
      return queued;
    }
    MemorySegment request = connection.request(Message.HEADER + MAP);
    request.set(Message.INT, Message.HEADER, MAP);
    request.set(
        Message.INT,
        Message.HEADER + 4L,
        writable ? GuestMemory.READ | GuestMemory.WRITE : GuestMemory.READ);
    request.set(Message.LONG, Message.HEADER + 8L, address);
    request.set(Message.LONG, Message.HEADER + 16L, ioAddress);
    request.set(Message.LONG, Message.HEADER + 24L, size);
    List<Descriptor> sent = options.descriptors() ? List.of(descriptor) : List.of();
    int result = connection.exchange(VfioUserCommand.DMA_MAP, Message.HEADER + MAP, 0, sent);
    if (result == 0) {
      memory.mapped(ioAddress, address, size, writable);
    }
    return result;
  }

  /** {@inheritDoc} How many bytes is what this client had mapped there. */
  @Override
  public long dmaUnmap(long ioAddress, long size) {
    int queued = queue.flush();
    if (queued < 0) {
      return queued;
    }
    MemorySegment request = connection.request(Message.HEADER + UNMAP);
    request.set(Message.INT, Message.HEADER, UNMAP);
    request.set(Message.INT, Message.HEADER + 4L, 0);
    request.set(Message.LONG, Message.HEADER + 8L, ioAddress);
    request.set(Message.LONG, Message.HEADER + 16L, size);
    int result =
        connection.exchange(VfioUserCommand.DMA_UNMAP, Message.HEADER + UNMAP, 0, List.of());
    return result < 0 ? result : memory.unmapped(ioAddress, size);
  }

  /**
   * Sends writes that were gathered and not sent yet.
   *
   * @return 0 or a negative errno
   */
  public int flush() {
    return queue.flush();
  }

  /**
   * Tells the triggers what was signalled, a trigger's signals one by one and at most 65,536 at
   * once, and answers what the server asks of memory that it reaches by messages.
   *
   * @param millis how long to wait for a signal; 0 takes what is there, negative waits for ever
   * @return how many signals were told
   * @throws IOException where the connection has ended and no signal is left
   */
  public int takeInterrupts(int millis) throws IOException {
    int _ = queue.flush(); // where it fails the connection has ended
    long end = millis > 0 ? System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis) : 0;
    int left = millis;
    while (true) {
      waiting.clear();
      int _ = waiting.add(connection.descriptor());
      interrupts.addTo(waiting);
      boolean there =
          interrupts.hasLate() || connection.isPending() || connection.failure() != null;
      int _ = waiting.poll(there ? 0 : left);
      IOException ended = serve();
      int told = interrupts.deliver();
      if (told > 0) {
        return told;
      }
      if (ended != null) {
        throw ended;
      }
      if (millis > 0) {
        // Rounded up: a rest of less than a millisecond is waited for, not spun through.
        left = (int) Math.ceilDiv(Math.max(end - System.nanoTime(), 0), 1_000_000L);
      }
      if (left == 0) {
        return 0;
      }
    }
  }

  private @Nullable IOException serve() {
    try {
      connection.serve();
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /** Closes the connection; what was mapped and set up is gone with it. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      connection.close();
      interrupts.close();
      arena.close();
    }
  }
}
