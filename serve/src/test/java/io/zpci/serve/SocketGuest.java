package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.ism.MoveOffset;
import io.zpci.posix.SharedFile;
import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqSet;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A guest and its VMM at the other end of a socket: memory in a file that is shared, MSI, and whole
 * blocks by the project's own capability.
 */
final class SocketGuest implements AutoCloseable {
  static final long IO = 0x1_1ff0_0000L;
  static final int PAGE = 4096;
  static final int QUEUE = PAGE;
  static final int DMB = 2 * PAGE;
  private static final int SIZE = 8 * PAGE;
  private static final HexFormat HEX = HexFormat.of();

  final AtomicInteger interrupts = new AtomicInteger();
  final VfioUserDevice device;
  final MemorySegment ram;
  private final Arena arena = Arena.ofShared();
  private final SharedFile file;

  /** Connects, and switches memory space, bus master and MSI on. */
  SocketGuest(Path socket) throws IOException {
    file = SharedFile.create("guest", SIZE);
    ram = file.map(arena, 0, SIZE, true);
    device = VfioUserDevice.connect(socket, Patience.CLIENT.withWholeBlocks().withMemory(file));
    assertEquals(0, device.reset());
    write(DeviceFile.CONFIG_REGION, 0x04, "0600");
    write(DeviceFile.CONFIG_REGION, 0x52, "8100");
    assertEquals(0, device.dmaMap(IO, 0, SIZE, true));
  }

  /** Sets MSI up. */
  void interrupts() {
    IrqSet.Trigger trigger = interrupts::incrementAndGet;
    assertEquals(0, device.setIrqs(IrqSet.eventfd(DeviceFile.IRQ_MSI, 0, trigger)));
  }

  /** SBA and event queue registered, as the driver's probe does it. */
  void probe() {
    interrupts();
    assertEquals(0, command("0000000100000010", "%016x".formatted(IO)));
    assertEquals(
        0, command("0000000200000018", "%016x".formatted(IO + QUEUE) + "0000000000000200"));
  }

  /** Registers a DMB of a page that {@code user} may write; its token. */
  long dmb(long user) {
    String payload = "%016x%08x%08x%016x%016x".formatted(IO + DMB, PAGE, 32, 0L, user);
    assertEquals(0, command("0000000a00000028", payload));
    return Long.parseUnsignedLong(read(2, 8, 8), 16);
  }

  /** Payload, header, response: its return code. */
  int command(String header, String payload) {
    if (!payload.isEmpty()) {
      write(2, 8, payload);
    }
    write(2, 0, header);
    return Integer.parseInt(read(2, 0, 8).substring(8, 12), 16);
  }

  void move(long token, int inDmb, String hex) {
    write(0, MoveOffset.of(token, 0, true, inDmb), hex);
  }

  /** Interrupts that have come, after all that was written has been done. */
  int interruptsSoFar() throws IOException {
    assertEquals(0, device.flush());
    int _ = device.takeInterrupts(0);
    return interrupts.get();
  }

  String read(int region, long position, int count) {
    byte[] bytes = new byte[count];
    assertEquals(
        count, device.region(region).pread(position, MemorySegment.ofArray(bytes), 0, count));
    return HEX.formatHex(bytes);
  }

  void write(int region, long position, String hex) {
    byte[] bytes = HEX.parseHex(hex);
    assertEquals(
        bytes.length,
        device.region(region).pwrite(position, MemorySegment.ofArray(bytes), 0, bytes.length));
  }

  String ram(int at, int length) {
    return HEX.formatHex(ram.asSlice(at, length).toArray(Layouts.BYTE));
  }

  @Override
  public void close() {
    device.close();
    arena.close();
    file.close();
  }
}
