package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.ism.MoveOffset;
import io.zpci.posix.Descriptor;
import io.zpci.posix.EventFd;
import io.zpci.posix.PosixException;
import io.zpci.posix.Received;
import io.zpci.posix.SharedFile;
import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqSet;
import io.zpci.vfiouser.Attachment;
import io.zpci.vfiouser.MessageDma;
import io.zpci.vfiouser.ServedFunction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * A guest and its VMM on one served ISM function: storage in a file that is mapped for I/O from
 * {@link #IO} on, MSI on an eventfd, blocks taken before the VMM.
 */
final class Guest implements AutoCloseable {
  static final HexFormat HEX = HexFormat.of();
  static final long IO = 0x1_1ffc_0000L;
  static final int PAGE = 4096;

  /** Where SBA, event queue and the first DMB stand, in the storage. */
  static final int SBA = 0;

  static final int QUEUE = PAGE;
  static final int DMB = 2 * PAGE;

  private static final int SIZE = 64 * PAGE;
  private static final long HANDLE = 0x8002_0000L << 32;

  static final MessageDma NO_MESSAGES =
      new MessageDma() {
        @Override
        public boolean read(long address, MemorySegment target, long at, int length) {
          return false;
        }

        @Override
        public boolean write(long address, MemorySegment source, long at, int length) {
          return false;
        }
      };

  final ServedFunction function;
  final MemorySegment ram;
  final EventFd interrupts;
  private final SharedFile file;
  private final Arena arena = Arena.ofShared();

  private Guest(ServedFunction function) throws PosixException {
    this.function = function;
    this.file = SharedFile.create("guest", SIZE);
    this.ram = file.map(arena, 0, SIZE, true);
    this.interrupts = EventFd.create();
  }

  /** A guest whose memory is mapped and whose driver has switched the function on. */
  static Guest attached(ServedFunction function) throws IOException {
    Guest guest = new Guest(function);
    function.attach(new Attachment(NO_MESSAGES, 1024, false));
    assertEquals(0, function.dmaMap(IO, SIZE, 3, 0, passed(guest.file.descriptor())));
    guest.config(0x04, "0600");
    guest.config(0x52, "8100");
    IrqSet.Trigger trigger =
        () -> {
          int _ = guest.interrupts.signal();
        };
    assertEquals(0, function.setIrqs(IrqSet.eventfd(DeviceFile.IRQ_MSI, 0, trigger)));
    return guest;
  }

  /** A descriptor as a message brings it: another number for the same file. */
  private static Descriptor passed(Descriptor descriptor) throws IOException {
    Path folder = Files.createTempDirectory("guest");
    try (UnixServer server = UnixServer.listen(folder.resolve("s"));
        UnixSocket sender = UnixSocket.connect(server.path());
        UnixSocket receiver = Objects.requireNonNull(server.accept(1000));
        Received received = new Received()) {
      MemorySegment one = MemorySegment.ofArray(new byte[1]);
      sender.send(one, 0, 1, List.of(descriptor));
      receiver.receiveAll(one, 0, 1, received);
      return Objects.requireNonNull(received.take());
    } finally {
      Files.delete(folder);
    }
  }

  /** The guest's VMM makes its storage shorter, mapped or not. */
  void cut(int size) throws PosixException {
    file.resize(size);
  }

  /** SBA and event queue registered, as the driver's probe does it. */
  Guest probed() {
    assertEquals(0, command("0000000100000010", "%016x".formatted(IO + SBA)));
    assertEquals(
        0, command("0000000200000018", "%016x".formatted(IO + QUEUE) + "0000000000000200"));
    return this;
  }

  /** Registers a DMB at {@code at} in the storage that {@code user} may write; its token. */
  long dmb(int at, int length, int index, long user) {
    String payload = "%016x%08x%08x%016x%016x".formatted(IO + at, length, index, 0L, user);
    assertEquals(0, command("0000000a00000028", payload));
    return Long.parseUnsignedLong(read(2, 8, 8), 16);
  }

  /** Payload, header, response: its return code. */
  int command(String header, String payload) {
    if (!payload.isEmpty()) {
      assertEquals(Outcome.OK, block(2, 8, 0x3aa8, payload));
    }
    assertEquals(Outcome.OK, block(2, 0, 0x3aa0, header));
    return Integer.parseInt(read(2, 0, 8).substring(8, 12), 16);
  }

  /** One PCISTB. */
  int block(int space, long offset, long address, String hex) {
    byte[] bytes = HEX.parseHex(hex);
    return block(space, offset, address, MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  int block(int space, long offset, long address, MemorySegment data, long at, int length) {
    return function.storeBlock(HANDLE | (long) space << 16 | length, offset, address, data, at);
  }

  int move(long token, boolean signal, int inDmb, String hex) {
    return block(0, MoveOffset.of(token, 0, signal, inDmb), 0x7a3, hex);
  }

  String read(int region, long position, int count) {
    byte[] bytes = new byte[count];
    long done = function.region(region).pread(position, MemorySegment.ofArray(bytes), 0, count);
    return done == count ? HEX.formatHex(bytes) : Long.toString(done);
  }

  long write(int region, long position, String hex) {
    byte[] bytes = HEX.parseHex(hex);
    return function.region(region).pwrite(position, MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  String config(long position, int count) {
    return read(DeviceFile.CONFIG_REGION, position, count);
  }

  void config(long position, String hex) {
    assertEquals(hex.length() / 2, write(DeviceFile.CONFIG_REGION, position, hex));
  }

  String ram(int at, int length) {
    return HEX.formatHex(ram.asSlice(at, length).toArray(Layouts.BYTE));
  }

  @Override
  public void close() {
    arena.close();
    interrupts.close();
    file.close();
  }
}
