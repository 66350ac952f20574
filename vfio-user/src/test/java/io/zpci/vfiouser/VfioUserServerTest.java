package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.posix.EventFd;
import io.zpci.posix.PosixException;
import io.zpci.posix.SharedFile;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A server as a whole: its socket, its clients one after the other, its end. */
class VfioUserServerTest extends ProtocolTest {
  private static final String RESET = "0900 0d00 10000000 00000000 00000000";
  private static final String RESET_DONE = "0900 0d00 10000000 01000000 00000000";

  @Test
  void theSocketIsItsOwnersAndGoesWithTheServer() throws Exception {
    Path path = server.path();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    server.close();
    assertFalse(Files.exists(path));
    assertEquals("disconnected: the server was closed", events.next());
    server.close();
  }

  @Test
  void aFileThatIsThereIsLeftAlone() {
    assertThrows(PosixException.class, () -> VfioUserServer.listen(server.path(), device, events));
    assertTrue(Files.exists(server.path()));
  }

  @Test
  void aServerThatWasNeverStartedEnds() throws Exception {
    Path path = folder.resolve("other");
    try (VfioUserServer other = VfioUserServer.listen(path, device, ServerEvents.NONE)) {
      assertTrue(Files.exists(other.path()));
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void whoConnectsMeanwhileWaits() throws Exception {
    negotiate();
    UnixSocket first = client;
    try (UnixSocket second = connect()) {
      client = second;
      send(VERSION);
      assertFalse(second.readable(0));
      client = first;
      exchange(RESET, RESET_DONE);
      first.close();
      assertEquals("disconnected: it closed the connection", events.next());
      assertEquals("connected", events.next());
      client = second;
      assertEquals("0000 0100", receive().substring(0, 9));
    }
  }

  @Test
  void theServersThreadMayCloseIt() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    Path path = folder.resolve("own");
    VfioUserServer[] own = new VfioUserServer[1];
    own[0] =
        VfioUserServer.listen(
            path,
            device,
            new ServerEvents() {
              @Override
              public void connected() {
                try {
                  own[0].close();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                closed.countDown();
              }
            });
    own[0].start();
    try (UnixSocket other = UnixSocket.connect(path)) {
      assertTrue(closed.await(20, TimeUnit.SECONDS));
      assertFalse(Files.exists(path));
      assertTrue(other.readable(20_000));
    }
    own[0].close();
  }

  @Test
  void messagesBothWaysAreTold() throws Exception {
    negotiate();
    try (EventFd event = EventFd.create()) {
      exchange(
          "0100 0800 24000000 00000000 00000000 14000000 24000000 01000000 00000000 01000000",
          "0100 0800 10000000 01000000 00000000",
          event.descriptor());
    }
    send("0200 0a00 21000000 10000000 00000000 0000000000000000 00000000 01000000 55" + RESET);
    assertEquals(RESET_DONE, receive());
    assertEquals(
        "in 1 010008002400000000000000000000001400000024000000010000000000000001000000",
        events.messages.poll(20, TimeUnit.SECONDS));
    assertEquals("out 0 01000800100000000100000000000000", events.messages.poll());
    assertEquals(
        "in 0 02000a002100000010000000000000000000000000000000000000000100000055",
        events.messages.poll());
    assertEquals("in 0 09000d00100000000000000000000000", events.messages.poll());
    assertEquals("out 0 09000d00100000000100000000000000", events.messages.poll());
    assertEquals(0, events.messages.size());
  }

  @Test
  void aFileThatIsCutEndsTheConnectionThatPassedIt() throws Exception {
    negotiate();
    try (SharedFile file = SharedFile.create("cut-test", 0x2000)) {
      exchange(
          "0200 0200 30000000 00000000 00000000 20000000 03000000"
              + "0000000000000000 0000000001000000 0020000000000000",
          "0200 0200 10000000 01000000 00000000",
          file.descriptor());
      device.during =
          none -> {
            byte[] data = new byte[16];
            device.guest().read(0x1_0000_1000L, MemorySegment.ofArray(data), 0, data.length);
            SharedFile.settle();
          };
      String read = "0100 0900 20000000 00000000 00000000 0000000000000000 00000000 01000000";
      exchange(read, "0100 0900 21000000 01000000 00000000 0000000000000000 00000000 01000000 00");
      file.resize(0x1000);
      send(read);
      String why = events.next();
      assertTrue(why.startsWith("disconnected: the device failed: java.lang.InternalError"), why);
      assertEquals(1, why.lines().count());
    }
    assertEquals(0, Leaks.mappings("cut-test"));
    device.during = none -> {};
    another();
  }

  @Test
  void aDeviceThatThrowsEndsTheConnection() throws Exception {
    negotiate();
    device.during =
        none -> {
          throw new IllegalStateException("broken");
        };
    send("0100 0900 20000000 00000000 00000000 0000000000000000 00000000 01000000");
    ended("the device failed: java.lang.IllegalStateException: broken");
    device.during = none -> {};
    another();
  }
}
