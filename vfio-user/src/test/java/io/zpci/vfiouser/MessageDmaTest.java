package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.posix.EventFd;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code DMA_READ} and {@code DMA_WRITE}, which the server sends: raw bytes out, raw bytes in. */
class MessageDmaTest extends ProtocolTest {
  private static final String RESET = "0900 0d00 10000000 00000000 00000000";
  private static final String RESET_DONE = "0900 0d00 10000000 01000000 00000000";
  private static final int PATIENCE = 20;

  @BeforeEach
  void version() throws Exception {
    negotiate();
  }

  private MessageDma dma() {
    return Objects.requireNonNull(device.client, "no client").messages();
  }

  private CompletableFuture<byte[]> read(long address, int length) {
    MessageDma messages = dma();
    return CompletableFuture.supplyAsync(() -> {
      byte[] data = new byte[length];
      return messages.read(address, MemorySegment.ofArray(data), 0, length) ? data : new byte[0];
    });
  }

  private CompletableFuture<Boolean> write(long address, String hex) {
    MessageDma messages = dma();
    byte[] data = bytes(hex);
    return CompletableFuture.supplyAsync(
        () -> messages.write(address, MemorySegment.ofArray(data), 0, data.length));
  }

  private static <T> T done(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE, TimeUnit.SECONDS);
  }

  @Test
  void aReadIsAskedAndAnswered() throws Exception {
    CompletableFuture<byte[]> read = read(0x1_0000_0008L, 3);
    assertEquals(
        "0100 0b00 20000000 00000000 00000000 08000000010000000300000000000000", receive());
    send("0100 0b00 23000000 01000000 00000000 0800000001000000 0300000000000000 a1a2a3");
    assertArrayEquals(bytes("a1a2a3"), done(read));
  }

  @Test
  void aWriteCarriesItsData() throws Exception {
    CompletableFuture<Boolean> write = write(0x2000, "0102030405");
    assertEquals(
        "0100 0c00 25000000 00000000 00000000 002000000000000005000000000000000102030405",
        receive());
    send("0100 0c00 20000000 01000000 00000000 0020000000000000 0500000000000000");
    assertTrue(done(write));
  }

  @Test
  void idsCountUp() throws Exception {
    for (int id = 1; id <= 3; id++) {
      CompletableFuture<Boolean> write = write(0, "00");
      assertEquals("0%d00 0c00".formatted(id), receive().substring(0, 9));
      send("0%d00 0c00 20000000 01000000 00000000 0000000000000000 0100000000000000".formatted(id));
      assertTrue(done(write));
    }
  }

  @Test
  void whatTheClientRefusesFailsAndTheConnectionGoesOn() throws Exception {
    CompletableFuture<byte[]> read = read(0, 4);
    receive();
    send("0100 0b00 10000000 21000000 0e000000");
    assertEquals(0, done(read).length);
    CompletableFuture<Boolean> write = write(0, "00");
    receive();
    send("0200 0c00 10000000 21000000 01000000");
    assertFalse(done(write));
    exchange(RESET, RESET_DONE);
  }

  @Test
  void aLongAccessIsCutIntoMessagesThatTheClientTakes() throws Exception {
    client.close();
    assertEquals("disconnected: it closed the connection", events.next());
    device.call();
    client = connect();
    String json = "{\"capabilities\":{\"max_data_xfer_size\":2}}\0";
    send(
        "0000 0100 %02x000000 00000000 00000000 0000 0000".formatted(20 + json.length())
            + HexFormat.of().formatHex(json.getBytes(StandardCharsets.US_ASCII)));
    receive();
    device.call();
    CompletableFuture<byte[]> read = read(0x1000, 5);
    assertEquals(
        "0100 0b00 20000000 00000000 00000000 00100000000000000200000000000000", receive());
    send("0100 0b00 22000000 01000000 00000000 0010000000000000 0200000000000000 0102");
    assertEquals(
        "0200 0b00 20000000 00000000 00000000 02100000000000000200000000000000", receive());
    send("0200 0b00 22000000 01000000 00000000 0210000000000000 0200000000000000 0304");
    assertEquals(
        "0300 0b00 20000000 00000000 00000000 04100000000000000100000000000000", receive());
    send("0300 0b00 21000000 01000000 00000000 0410000000000000 0100000000000000 05");
    assertArrayEquals(bytes("0102030405"), done(read));
  }

  @Test
  void aCommandThatComesBetweenIsExecutedMeanwhile() throws Exception {
    CompletableFuture<byte[]> read = read(0, 1);
    receive();
    exchange(RESET, RESET_DONE);
    send("0100 0b00 21000000 01000000 00000000 0000000000000000 0100000000000000 77");
    assertArrayEquals(bytes("77"), done(read));
    exchange(RESET, RESET_DONE);
  }

  @Test
  void commandsWaitWhileTheDeviceItselfWaitsForAReply() throws Exception {
    byte[] got = new byte[1];
    device.during =
        none -> {
          if (dma().read(0x5000, MemorySegment.ofArray(got), 0, 1)) {
            device.calls.add("got %02x".formatted(got[0]));
          }
        };
    // Two writes, of which the first makes the device ask. The reply comes behind the second.
    send("0100 0a00 21000000 10000000 00000000 0000000000000000 00000000 01000000 11");
    assertEquals("0100 0b00", receive().substring(0, 9));
    device.during = none -> {};
    send(
        "0200 0a00 21000000 00000000 00000000 0100000000000000 00000000 01000000 22"
            + RESET
            + "0100 0b00 21000000 01000000 00000000 0050000000000000 0100000000000000 66"
            + "0a00 0d00 10000000 00000000 00000000");
    assertEquals("0200 0a00", receive().substring(0, 9));
    assertEquals(RESET_DONE, receive());
    assertEquals("0a00 0d00 10000000 01000000 00000000", receive());
    assertEquals("write 0 0+1 11", device.call());
    assertEquals("got 66", device.call());
    assertEquals("write 0 1+1 22", device.call());
    assertEquals("reset", device.call());
    assertEquals("reset", device.call());
  }

  @Test
  void anotherThreadIsAnsweredWhileACommandIsHeldUp() throws Exception {
    Gate gate = new Gate();
    device.during = none -> gate.pass();
    send("0100 0a00 21000000 00000000 00000000 0000000000000000 00000000 01000000 11");
    gate.awaitSomebody();
    // The connection's thread is in the device: this one has to read for itself.
    CompletableFuture<byte[]> read = read(0, 1);
    assertEquals("0100 0b00", receive().substring(0, 9));
    send(RESET + "0100 0b00 21000000 01000000 00000000 0000000000000000 0100000000000000 99");
    assertArrayEquals(bytes("99"), done(read));
    gate.open();
    assertEquals("0100 0a00", receive().substring(0, 9));
    assertEquals(RESET_DONE, receive());
  }

  @Test
  void aCommandIsTakenUpWhileAnotherThreadReads() throws Exception {
    Gate gate = new Gate();
    device.during = none -> gate.pass();
    send("0100 0a00 21000000 00000000 00000000 0000000000000000 00000000 01000000 11");
    gate.awaitSomebody();
    CompletableFuture<byte[]> read = read(0, 1);
    assertEquals("0100 0b00", receive().substring(0, 9));
    // The reader is in its system call now or soon; the connection's thread comes back to it.
    device.during = none -> {};
    gate.open();
    assertEquals("0100 0a00", receive().substring(0, 9));
    for (int i = 0; i < 100; i++) {
      exchange(RESET, RESET_DONE);
    }
    send("0100 0b00 21000000 01000000 00000000 0000000000000000 0100000000000000 99");
    assertArrayEquals(bytes("99"), done(read));
  }

  @Test
  void manyThreadsAskWhileCommandsCome() throws Exception {
    int rounds = 300;
    CompletableFuture<?>[] askers = new CompletableFuture<?>[3];
    MessageDma messages = dma();
    for (int t = 0; t < askers.length; t++) {
      askers[t] =
          CompletableFuture.runAsync(() -> {
            byte[] data = new byte[2];
            for (int i = 0; i < rounds; i++) {
              assertTrue(messages.read(i, MemorySegment.ofArray(data), 0, 2));
              assertArrayEquals(new byte[] {(byte) i, 0x7e}, data);
            }
          });
    }
    int answered = 0;
    int sent = 0;
    int replied = 0;
    while (answered < rounds * askers.length || replied < sent) {
      if (sent < 2 * answered + 1 && answered < rounds * askers.length) {
        send(RESET);
        sent++;
      }
      byte[] message = receiveBytes();
      if ((message[2] & 0xff) == VfioUserCommand.DMA_READ.code()) {
        byte[] reply = Arrays.copyOf(message, 34);
        reply[4] = 34;
        reply[8] = 1;
        reply[32] = message[16];
        reply[33] = 0x7e;
        send(reply);
        answered++;
      } else {
        assertEquals(RESET_DONE, wire(message));
        replied++;
      }
    }
    for (CompletableFuture<?> asker : askers) {
      asker.get(PATIENCE, TimeUnit.SECONDS);
    }
    assertEquals(sent, device.calls.size());
  }

  @Test
  void aCommandMayAskForMoreThanTheServerKeeps() throws Exception {
    int size = 8 << 20;
    byte[] got = new byte[size];
    device.during =
        none -> {
          if (dma().read(0, MemorySegment.ofArray(got), 0, size)) {
            device.calls.add("got it");
          }
        };
    send("0100 0a00 21000000 10000000 00000000 0000000000000000 00000000 01000000 11");
    ByteBuffer reply = ByteBuffer.allocate(32 + (64 << 10)).order(ByteOrder.nativeOrder());
    try (EventFd event = EventFd.create()) {
      for (int i = 0; i < size >> 16; i++) {
        assertEquals("0b00", receive().substring(5, 9));
        reply.clear();
        reply.put(bytes("%02x00 0b00 20000100 01000000 00000000".formatted(i + 1)));
        reply.putLong((long) i << 16).putLong(64 << 10);
        while (reply.hasRemaining()) {
          reply.put((byte) (i + reply.position()));
        }
        // Commands before and behind each reply, the latter with a descriptor.
        byte[] reset = bytes(RESET);
        byte[] both = Arrays.copyOf(reset, reset.length + reply.capacity());
        System.arraycopy(reply.array(), 0, both, reset.length, reply.capacity());
        send(both);
        send(
            "0300 0800 24000000 00000000 00000000 14000000 24000000 01000000 00000000 01000000",
            event.descriptor());
      }
    }
    device.during = none -> {};
    assertEquals("write 0 0+1 11", device.call());
    assertEquals("got it", device.call());
    for (int i = 0; i < size; i += 4099) {
      assertEquals((byte) ((i >> 16) + 32 + (i & 0xffff)), got[i]);
    }
    for (int i = 0; i < size >> 16; i++) {
      assertEquals("reset", device.call());
      assertEquals("irqs 24 1 0+1 [] 1", device.call());
    }
    for (int i = 0; i < size >> 15; i++) {
      assertEquals(i % 2 == 0 ? RESET_DONE : "0300 0800 10000000 01000000 00000000", receive());
    }
  }

  @Test
  void aReplyWithDescriptorsEnds() throws Exception {
    CompletableFuture<byte[]> read = read(0, 1);
    receive();
    try (EventFd event = EventFd.create()) {
      send(
          "0100 0b00 21000000 01000000 00000000 0000000000000000 0100000000000000 99",
          event.descriptor());
      assertEquals(0, done(read).length);
      ended("it sent descriptors with a reply");
    }
  }

  @Test
  void aReplyThatNobodyWaitsForEnds() throws Exception {
    send("0100 0b00 21000000 01000000 00000000 0000000000000000 0100000000000000 99");
    ended("it sent a reply with id 1 that nobody waits for");
    assertEquals("detach", device.call());
    another();
  }

  @Test
  void aReplyWithAnotherIdEnds() throws Exception {
    CompletableFuture<byte[]> read = read(0, 1);
    receive();
    send("0200 0b00 21000000 01000000 00000000 0000000000000000 0100000000000000 99");
    assertEquals(0, done(read).length);
    ended("it sent a reply with id 2 that nobody waits for");
  }

  @Test
  void aReplyToSomethingElseEnds() throws Exception {
    for (String wrong :
        new String[] {
          "0100 0b00 21000000 01000000 00000000 0100000000000000 0100000000000000 99",
          "0100 0b00 21000000 01000000 00000000 0000000000000000 0200000000000000 99",
          "0100 0b00 22000000 01000000 00000000 0000000000000000 0100000000000000 9999",
          "0100 0b00 20000000 01000000 00000000 0000000000000000 0100000000000000",
          "0100 0b00 10000000 01000000 00000000",
          "0100 0c00 21000000 01000000 00000000 0000000000000000 0100000000000000 99",
        }) {
      CompletableFuture<byte[]> read = read(0, 1);
      receive();
      send(wrong);
      assertEquals(0, done(read).length, wrong);
      ended("its reply to DMA_READ is none to what was asked");
      assertEquals("detach", device.call());
      assertFalse(done(write(0, "00")));
      another();
    }
  }

  @Test
  void aReplyThatIsTooLargeEnds() throws Exception {
    CompletableFuture<byte[]> read = read(0, 1);
    receive();
    byte[] large = new byte[32 + (64 << 10) + 1];
    System.arraycopy(bytes("0100 0b00 21000100 01000000 00000000"), 0, large, 0, 16);
    send(large);
    assertEquals(0, done(read).length);
    ended("it sent a reply of 65569 bytes");
  }

  @Test
  void aClientThatGoesInsteadOfAnsweringFailsTheAccess() throws Exception {
    CompletableFuture<byte[]> read = read(0, 1);
    receive();
    client.close();
    assertEquals(0, done(read).length);
    assertEquals("disconnected: it closed the connection", events.next());
    another();
  }

  @Test
  void anAccessAfterTheEndFailsAtOnceAlsoWhileAnotherClientIsServed() throws Exception {
    MessageDma old = dma();
    client.close();
    assertEquals("disconnected: it closed the connection", events.next());
    assertEquals("detach", device.call());
    byte[] data = new byte[1];
    assertFalse(old.read(0, MemorySegment.ofArray(data), 0, 1));
    assertFalse(old.write(0, MemorySegment.ofArray(data), 0, 1));
    another();
    assertFalse(old.write(0, MemorySegment.ofArray(data), 0, 1));
    exchange(RESET, RESET_DONE);
  }

  @Test
  void theServersEndFailsTheAccess() throws Exception {
    CompletableFuture<byte[]> read = read(0, 1);
    receive();
    server.close();
    assertEquals(0, done(read).length);
    assertEquals("disconnected: the server was closed", events.next());
  }
}
