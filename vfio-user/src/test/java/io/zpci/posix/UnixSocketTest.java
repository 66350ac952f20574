package io.zpci.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.vfiouser.Leaks;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bytes and descriptors through a UNIX socket, both ends real. */
class UnixSocketTest {
  private static final int EBADF = 9;
  private static final int EAGAIN = 11;
  private static final int EINVAL = 22;
  private static final int EPIPE = 32;
  private static final int EADDRINUSE = 98;
  private static final int ECONNREFUSED = 111;
  private static final int ENOENT = 2;

  @TempDir Path folder;
  private Path path = Path.of("");
  private UnixServer server;
  private UnixSocket client;
  private UnixSocket served;

  @BeforeEach
  void connect() throws IOException {
    path = folder.resolve("socket");
    server = UnixServer.listen(path);
    client = UnixSocket.connect(path);
    served = Objects.requireNonNull(server.accept(1000));
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    served.close();
    server.close();
  }

  private static MemorySegment bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return MemorySegment.ofArray(bytes);
  }

  private static byte[] receive(UnixSocket from, int length, Received received) throws IOException {
    byte[] bytes = new byte[length];
    from.receiveAll(MemorySegment.ofArray(bytes), 0, length, received);
    return bytes;
  }

  @Test
  void bytesArriveAsTheyWereSent() throws IOException {
    client.send(bytes(9, 1, 2, 3, 9), 1, 3, List.of());
    try (Received none = new Received()) {
      assertArrayEquals(new byte[] {1, 2, 3}, receive(served, 3, none));
      assertEquals(0, none.size());
      served.send(bytes(4), 0, 1, List.of());
      assertArrayEquals(new byte[] {4}, receive(client, 1, none));
    }
  }

  @Test
  void descriptorsGoWithTheFirstByteOfWhatTheyBelongTo() throws IOException {
    try (EventFd first = EventFd.create();
        EventFd second = EventFd.create();
        Received received = new Received()) {
      client.send(bytes(1), 0, 1, List.of());
      client.send(bytes(2, 3), 0, 2, List.of(first.descriptor(), second.descriptor()));
      assertArrayEquals(new byte[] {1}, receive(served, 1, received));
      assertEquals(0, received.size());
      assertArrayEquals(new byte[] {2}, receive(served, 1, received));
      assertEquals(2, received.size());
      assertArrayEquals(new byte[] {3}, receive(served, 1, received));
      assertEquals(2, received.size());

      try (EventFd there = new EventFd(Objects.requireNonNull(received.take()))) {
        assertEquals(0, there.signal());
        assertEquals(0, there.signal());
        assertEquals(2, first.take());
        assertEquals(0, second.take());
      }
    }
  }

  @Test
  void moreThanOneBufferArrivesWhole() throws Exception {
    byte[] data = new byte[1_000_000];
    new Random(1).nextBytes(data);
    CompletableFuture<Void> sending =
        CompletableFuture.runAsync(() -> {
          try {
            client.send(MemorySegment.ofArray(data), 0, data.length, List.of());
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    try (Received none = new Received()) {
      assertArrayEquals(data, receive(served, data.length, none));
    }
    sending.get(60, TimeUnit.SECONDS);
  }

  @Test
  void anEndIsToldAsSuch() throws IOException {
    client.send(bytes(1, 2), 0, 2, List.of());
    client.shutdown();
    try (Received none = new Received()) {
      EOFException thrown = assertThrows(EOFException.class, () -> receive(served, 3, none));
      assertEquals("the peer ended after 2 of 3 bytes", thrown.getMessage());
      assertEquals(0, served.receive(bytes(0), 0, 1, none));
    }
    PosixException refused =
        assertThrows(PosixException.class, () -> client.send(bytes(1), 0, 1, List.of()));
    assertEquals("sendmsg", refused.call());
    assertEquals(EPIPE, refused.errno());
  }

  @Test
  void shutdownEndsWhoWaits() throws Exception {
    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(() -> {
          try (Received none = new Received()) {
            return served.receive(bytes(0), 0, 1, none);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    served.shutdown();
    assertEquals(0, waiting.get(60, TimeUnit.SECONDS));
  }

  @Test
  void readableSaysWhetherThereIsSomething() throws IOException {
    assertFalse(served.readable(0));
    client.send(bytes(1), 0, 1, List.of());
    assertTrue(served.readable(1000));
    client.close();
    assertTrue(served.readable(0));
  }

  @Test
  void aClosedDescriptorIsNeverUsed() throws IOException {
    try (EventFd event = EventFd.create()) {
      event.descriptor().close();
      assertTrue(event.descriptor().closed());
      assertEquals(-EBADF, event.signal());
      PosixException thrown =
          assertThrows(
              PosixException.class, () -> client.send(bytes(1), 0, 1, List.of(event.descriptor())));
      assertEquals(EBADF, thrown.errno());
    }
    Descriptor own = EventFd.create().descriptor();
    int number = own.release();
    assertTrue(number >= 0);
    own.close();
    new Descriptor(number).close();
  }

  @Test
  void descriptorsNeedAByteAndHaveALimit() throws IOException {
    try (EventFd event = EventFd.create()) {
      List<Descriptor> one = List.of(event.descriptor());
      assertThrows(IllegalArgumentException.class, () -> client.send(bytes(), 0, 0, one));
      List<Descriptor> many = new ArrayList<>();
      for (int i = 0; i <= UnixSocket.MAX_DESCRIPTORS; i++) {
        many.add(event.descriptor());
      }
      IllegalArgumentException thrown =
          assertThrows(IllegalArgumentException.class, () -> client.send(bytes(1), 0, 1, many));
      assertEquals("254 descriptors, at most 253 go with a message", thrown.getMessage());
      client.send(bytes(1), 0, 1, many.subList(1, many.size()));
      try (Received received = new Received()) {
        receive(served, 1, received);
        assertEquals(253, received.size());
      }
    }
  }

  @Test
  void theFileIsItsOwnersAndGoesWithTheServer() throws IOException {
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    PosixException taken = assertThrows(PosixException.class, () -> UnixServer.listen(path));
    assertEquals(EADDRINUSE, taken.errno());
    assertTrue(Files.exists(path));
    server.close();
    assertFalse(Files.exists(path));
    PosixException nobody = assertThrows(PosixException.class, () -> UnixSocket.connect(path));
    assertEquals(ENOENT, nobody.errno());
    assertEquals("connect " + path + ": No such file or directory", nobody.getMessage());
  }

  @Test
  void aFileThatIsThereIsNotTouched() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "mine");
    assertThrows(PosixException.class, () -> UnixServer.listen(file));
    assertEquals("mine", Files.readString(file));
    PosixException refused = assertThrows(PosixException.class, () -> UnixSocket.connect(file));
    assertEquals(ECONNREFUSED, refused.errno());
  }

  @Test
  void aPathThatIsTooLongIsRefusedByName() {
    Path longPath = Path.of("/", "x".repeat(107));
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> UnixServer.listen(longPath));
    assertEquals(
        "socket " + longPath + ": a path of 1 to 107 bytes was expected, this has 108",
        thrown.getMessage());
  }

  @Test
  void acceptAnswersNobody() throws IOException {
    assertNull(server.accept(0));
    try (UnixSocket other = UnixSocket.connect(path);
        UnixSocket accepted = server.accept(1000)) {
      assertNotNull(accepted);
      assertFalse(other.descriptor().closed());
    }
  }

  @Test
  void nothingLeaks() throws IOException {
    round();
    long before = Leaks.descriptors();
    for (int i = 0; i < 2000; i++) {
      round();
    }
    assertEquals(before, Leaks.descriptors());
  }

  private void round() throws IOException {
    try (UnixSocket one = UnixSocket.connect(path);
        UnixSocket other = Objects.requireNonNull(server.accept(1000));
        EventFd event = EventFd.create();
        Received received = new Received()) {
      one.send(bytes(1), 0, 1, List.of(event.descriptor(), event.descriptor()));
      receive(other, 1, received);
      assertEquals(2, received.size());
      Objects.requireNonNull(received.take()).close();
    }
  }

  @Test
  void memoryIsShared() throws IOException {
    try (SharedFile file = SharedFile.create("ram", 8192);
        Arena arena = Arena.ofConfined();
        Received received = new Received()) {
      MemorySegment own = file.map(arena, 0, 8192, true);
      client.send(bytes(1), 0, 1, List.of(file.descriptor()));
      receive(served, 1, received);
      try (SharedFile there = new SharedFile(Objects.requireNonNull(received.take()))) {
        assertEquals(8192, there.size());
        MemorySegment second = there.map(arena, 4096, 4096, false);
        own.set(ValueLayout.JAVA_INT, 4096, 0x1234);
        assertEquals(0x1234, second.get(ValueLayout.JAVA_INT, 0));
        assertTrue(second.isReadOnly());
        assertThrows(IllegalArgumentException.class, () -> there.map(arena, 4096, 4097, true));
        assertThrows(PosixException.class, () -> there.map(arena, 1, 4096, true));
      }
    }
  }

  @Test
  void aFileThatIsCutGivesAnErrorThatCanBeCaught() throws IOException {
    try (SharedFile file = SharedFile.create("ram", 8192);
        Arena arena = Arena.ofConfined()) {
      MemorySegment mapped = file.map(arena, 0, 8192, true);
      mapped.set(ValueLayout.JAVA_INT, 4096, 1);
      file.resize(4096);
      assertThrows(InternalError.class, () -> mapped.get(ValueLayout.JAVA_INT, 4096));
      mapped.set(ValueLayout.JAVA_INT, 0, 2);
      assertEquals(2, mapped.get(ValueLayout.JAVA_INT, 0));
    }
  }

  @Test
  void buffersAreSentAndReceivedWithoutACopy() throws IOException {
    try (TransferBuffer out = new TransferBuffer(16);
        TransferBuffer in = new TransferBuffer(16);
        EventFd event = EventFd.create();
        Received received = new Received()) {
      out.bytes().set(ValueLayout.JAVA_INT, 4, 0x1234_5678);
      client.send(out, 4, 4);
      assertEquals(4, served.receive(in, 8, 8, received));
      assertEquals(0x1234_5678, in.bytes().get(ValueLayout.JAVA_INT, 8));
      assertEquals(0, received.size());
      assertThrows(IndexOutOfBoundsException.class, () -> client.send(out, 13, 4));
      assertThrows(IndexOutOfBoundsException.class, () -> served.receive(in, -1, 4, received));

      client.send(bytes(1, 2), 0, 2, List.of(event.descriptor()));
      client.send(out, 4, 4);
      // Descriptors end what is received at once, though there is more.
      assertEquals(2, served.receive(in, 0, 16, received));
      assertEquals(1, received.size());
      assertEquals(4, served.receive(in, 0, 16, received));
      client.shutdown();
      assertEquals(0, served.receive(in, 0, 16, received));
    }
  }

  @Test
  void aPeerThatDoesNotReadIsNotWaitedFor() throws IOException {
    client.limitWaiting(0, 50);
    try (TransferBuffer out = new TransferBuffer(1 << 20)) {
      PosixException slow =
          assertThrows(
              PosixException.class,
              () -> {
                for (int i = 0; i < 1000; i++) {
                  client.send(out, 0, 1 << 20);
                }
              });
      assertEquals(EAGAIN, slow.errno());
      assertEquals("send", slow.call());
    }
  }

  @Test
  void aPeerThatReadsByteByByteGetsNoMoreTime() throws Exception {
    client.limitWaiting(0, 50);
    byte[] one = new byte[4096];
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(() -> {
          try (Received none = new Received()) {
            while (served.receive(MemorySegment.ofArray(one), 0, one.length, none) > 0) {
              Thread.sleep(5);
            }
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    try (TransferBuffer out = new TransferBuffer(64 << 20)) {
      PosixException slow = assertThrows(PosixException.class, () -> client.send(out, 0, 64 << 20));
      assertEquals(EAGAIN, slow.errno());
    }
    client.shutdown();
    reading.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aServerThatIsShutDownAcceptsNobodyAnyMore() throws Exception {
    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(() -> {
          try {
            server.accept(-1);
            return 0;
          } catch (PosixException e) {
            return e.errno();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
    server.shutdown();
    assertEquals(EINVAL, waiting.get(60, TimeUnit.SECONDS));
  }

  @Test
  void whatIsPassedAsAnEventfdMakesNobodyWait() throws IOException {
    try (EventFd event = EventFd.create();
        Received received = new Received()) {
      client.send(bytes(1), 0, 1, List.of(event.descriptor()));
      receive(served, 1, received);
      try (EventFd there = EventFd.of(Objects.requireNonNull(received.take()))) {
        assertEquals(0, there.signal());
        assertEquals(0, there.add(-3));
        assertEquals(-EAGAIN, there.signal());
        assertEquals(-2, event.take());
      }
      Descriptor none = SharedFile.create("none", 4096).descriptor();
      PosixException refused = assertThrows(PosixException.class, () -> EventFd.of(none));
      assertEquals(EINVAL, refused.errno());
      assertTrue(none.closed());
    }
  }

  @Test
  void anEventCountsUntilItIsTaken() throws IOException {
    try (EventFd event = EventFd.create()) {
      assertEquals(0, event.take());
      assertEquals(0, event.signal());
      assertEquals(1, event.take());
    }
  }
}
