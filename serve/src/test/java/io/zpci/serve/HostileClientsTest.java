package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.posix.PosixException;
import io.zpci.posix.SharedFile;
import io.zpci.posix.UnixSocket;
import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfiouser.Message;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that take all they can get: each loses its own connection at most, and leaves nothing.
 */
class HostileClientsTest {
  private static final int EEXIST = 17;
  private static final int ENOSPC = 28;
  private static final int EPIPE = 32;
  private static final int ECONNRESET = 104;
  private static final int ENOTCONN = 107;
  private static final long IO = 0x1_0000_0000L;
  private static final int PAGE = 4096;
  private static final int MAPS = 65_535;

  /** Headers: code and length. */
  private static final long REG_SBA = 1L << 32 | 16;

  private static final long REG_IEQ = 2L << 32 | 24;

  @TempDir Path folder;
  private final MemorySegment buffer = MemorySegment.ofArray(new byte[PAGE]);
  private Attacked served;
  private SharedFile memory;

  @BeforeEach
  void start() throws IOException {
    served = new Attacked(folder);
    memory = SharedFile.create("guest", 1 << 20);
    served.otherGuest();
  }

  @AfterEach
  void close() throws IOException {
    served.close();
    memory.close();
  }

  private VfioUserDevice connect() throws IOException {
    VfioUserDevice device =
        VfioUserDevice.connect(served.path(), Patience.CLIENT.withWholeBlocks().withMemory(memory));
    buffer.set(Layouts.SHORT, 0, (short) 0x0600);
    assertEquals(2, device.region(DeviceFile.CONFIG_REGION).pwrite(4, buffer, 0, 2));
    return device;
  }

  /** Registers the SBA at {@code address}; the return code, or the errno of an access. */
  private long registerSba(VfioUserDevice device, long address) {
    RegionAccess space = device.region(2);
    buffer.set(Layouts.LONG, 0, address);
    long done = space.pwrite(8, buffer, 0, 8);
    buffer.set(Layouts.LONG, 0, REG_SBA);
    done = done < 0 ? done : space.pwrite(0, buffer, 0, 8);
    done = done < 0 ? done : space.pread(0, buffer, 0, 8);
    return done < 0 ? done : buffer.get(Layouts.SHORT, 4) & 0xffff;
  }

  @Test
  void asManyMapsAsThereMayBe() throws Exception {
    try (VfioUserDevice device = connect()) {
      int limit = device.agreement().maps();
      assertEquals(MAPS, limit);
      for (int i = 0; i < limit; i++) {
        assertEquals(0, device.dmaMap(IO + (long) PAGE * i, (i % 256) * PAGE, PAGE, true));
      }
      assertEquals(-ENOSPC, device.dmaMap(IO - PAGE, 0, PAGE, true), "one more");
      served.otherGuest();
      assertEquals(0, registerSba(device, IO + (long) PAGE * (limit - 1)), "the last is used");
      assertEquals(PAGE, device.dmaUnmap(IO, PAGE));
      assertEquals(0, device.dmaMap(IO - PAGE, 0, PAGE, true), "there is room again");
    }
    served.untilIdle();
    served.otherGuest();
    try (VfioUserDevice device = connect()) {
      assertEquals(0, device.dmaMap(IO, 0, PAGE, true), "the next client has all of it");
    }
  }

  @Test
  void mapsThatOverlap() throws Exception {
    try (VfioUserDevice device = connect()) {
      assertEquals(0, device.dmaMap(IO + PAGE, 0, 2 * PAGE, true));
      assertEquals(-EEXIST, device.dmaMap(IO, 0, 2 * PAGE, true), "over its begin");
      assertEquals(-EEXIST, device.dmaMap(IO + 2 * PAGE, 0, 2 * PAGE, true), "over its end");
      assertEquals(-EEXIST, device.dmaMap(IO, 0, 4 * PAGE, true), "around it");
      assertEquals(-EEXIST, device.dmaMap(IO + PAGE, PAGE, PAGE, true), "inside of it");
      assertEquals(0, device.dmaMap(IO, 0, PAGE, true), "before it");
      assertEquals(0, registerSba(device, IO + PAGE));
    }
  }

  @Test
  void aFileThatIsCutEndsItsClientAndNobodyElse() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (SharedFile cut = SharedFile.create("cut", 1 << 20);
          VfioUserDevice device =
              VfioUserDevice.connect(
                  served.path(), Patience.CLIENT.withWholeBlocks().withMemory(cut))) {
        buffer.set(Layouts.SHORT, 0, (short) 0x0600);
        assertEquals(2, device.region(DeviceFile.CONFIG_REGION).pwrite(4, buffer, 0, 2));
        assertEquals(0, device.dmaMap(IO, 0, 2 * PAGE, true));
        assertEquals(0, registerSba(device, IO));
        cut.resize(0);
        // The queue's header is written where nothing is any more.
        buffer.set(Layouts.LONG, 0, IO + PAGE);
        buffer.set(Layouts.LONG, 8, 512);
        long done = device.region(2).pwrite(8, buffer, 0, 16);
        buffer.set(Layouts.LONG, 0, REG_IEQ);
        done = done < 0 ? done : device.region(2).pwrite(0, buffer, 0, 8);
        done = done < 0 ? done : device.region(2).pread(0, buffer, 0, 8);
        assertEquals(-ENOTCONN, done, "round " + i);
        assertNotNull(device.failure());
      }
      served.untilIdle();
      assertTrue(served.failures().isEmpty());
      served.otherGuest();
    }
    try (VfioUserDevice device = connect()) {
      assertEquals(0, device.dmaMap(IO, 0, PAGE, true));
      assertEquals(0, registerSba(device, IO), "the next client is served");
    }
  }

  /** Asks for much and takes none of it: it is left, the next one is served. */
  @Test
  void aPeerThatNeverReads() throws Exception {
    byte[] version = MutatedSession.REAL.getFirst().bytes();
    int reads = 4000;
    MemorySegment asks = MemorySegment.ofArray(new byte[32 * reads]);
    for (int i = 0; i < reads; i++) {
      long at = 32L * i;
      Message.putHeader(asks, at, i, 9, 32, 0, 0);
      asks.set(Message.INT, at + 24, DeviceFile.CONFIG_REGION);
      asks.set(Message.INT, at + 28, 256);
    }
    try (UnixSocket socket = UnixSocket.connect(served.path())) {
      socket.send(MemorySegment.ofArray(version), 0, version.length, List.of());
      try {
        socket.send(asks, 0, 32 * reads, List.of());
      } catch (PosixException e) {
        // The latter where it has left by then what came before.
        assertTrue(e.errno() == EPIPE || e.errno() == ECONNRESET, "the server has left: " + e);
      }
      served.untilGone();
    }
    served.otherGuest();
    connect().close();
  }

  /** Half a message, and then nothing: others wait for their turn as long as it is connected. */
  @Test
  void halfAMessage() throws Exception {
    byte[] version = MutatedSession.REAL.getFirst().bytes();
    try (UnixSocket socket = UnixSocket.connect(served.path())) {
      socket.send(MemorySegment.ofArray(version), 0, version.length - 1, List.of());
      served.otherGuest();
    }
    served.untilIdle();
    connect().close();
  }
}
