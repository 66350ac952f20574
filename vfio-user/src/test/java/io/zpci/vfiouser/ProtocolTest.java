package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.zpci.posix.Descriptor;
import io.zpci.posix.Received;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server on a real socket, a device behind it that notes its calls, and raw messages. Bytes are
 * written as hexadecimal digits in the order of the wire, which is little-endian here; spaces do
 * not count.
 */
abstract class ProtocolTest {
  /** A version 0.0 without text: its id is 0. */
  static final String VERSION = "0000 0100 14000000 00000000 00000000 0000 0000";

  @TempDir Path folder;
  final RecordingDevice device = new RecordingDevice();
  final Noted events = new Noted();
  VfioUserServer server;
  UnixSocket client;

  /** One line an event. */
  static final class Noted implements ServerEvents {
    final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    /** Whether messages are noted. */
    volatile boolean deaf;

    String next() throws InterruptedException {
      String line = lines.poll(20, TimeUnit.SECONDS);
      assertNotNull(line, "no event came");
      return line;
    }

    @Override
    public void connected() {
      lines.add("connected");
    }

    @Override
    public void disconnected(String why) {
      lines.add("disconnected: " + why);
    }

    @Override
    public void refused(String what, int errno) {
      lines.add("refused %d: %s".formatted(errno, what));
    }

    @Override
    public void message(
        boolean fromClient, MemorySegment bytes, long at, int length, int descriptors) {
      if (deaf) {
        return;
      }
      byte[] all = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
      messages.add(
          "%s %d %s"
              .formatted(fromClient ? "in" : "out", descriptors, HexFormat.of().formatHex(all)));
    }
  }

  ServerSettings settings() {
    return Patience.SERVER;
  }

  @BeforeEach
  void listen() throws Exception {
    server = VfioUserServer.listen(folder.resolve("s"), device, events, settings());
    server.start();
    client = connect();
    assertEquals("connected", events.next());
  }

  @AfterEach
  void closeAll() throws IOException {
    client.close();
    server.close();
  }

  final UnixSocket connect() throws IOException {
    UnixSocket socket = UnixSocket.connect(server.path());
    // A test that waits for what does not come fails.
    socket.limitWaiting(60_000, 60_000);
    return socket;
  }

  /** The version is negotiated, and nothing of it is left to be looked at. */
  final void negotiate() throws Exception {
    send(VERSION);
    assertEquals("0000 0100", receive().substring(0, 9));
    assertEquals("attach 65535 false", device.call());
    events.messages.clear();
  }

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  final void send(String hex, Descriptor... descriptors) throws IOException {
    send(bytes(hex), descriptors);
  }

  final void send(byte[] message, Descriptor... descriptors) throws IOException {
    client.send(MemorySegment.ofArray(message), 0, message.length, List.of(descriptors));
  }

  /** The next message, as {@link #wire} writes it. */
  final String receive() throws IOException {
    return wire(receiveBytes());
  }

  final byte[] receiveBytes() throws IOException {
    try (Received none = new Received()) {
      byte[] header = new byte[Message.HEADER];
      client.receiveAll(MemorySegment.ofArray(header), 0, header.length, none);
      int size = ByteBuffer.wrap(header).order(ByteOrder.nativeOrder()).getInt(Message.SIZE);
      byte[] message = Arrays.copyOf(header, size);
      client.receiveAll(MemorySegment.ofArray(message), header.length, size - header.length, none);
      assertEquals(0, none.size());
      return message;
    }
  }

  /** A message as digits: id, command, size, flags, errno; then the payload in one. */
  static String wire(byte[] message) {
    String digits = HexFormat.of().formatHex(message);
    String header =
        String.join(
            " ",
            digits.substring(0, 4),
            digits.substring(4, 8),
            digits.substring(8, 16),
            digits.substring(16, 24),
            digits.substring(24, 32));
    return digits.length() == 32 ? header : header + " " + digits.substring(32);
  }

  /** Sends a request and expects this reply. */
  final void exchange(String request, String reply, Descriptor... descriptors) throws IOException {
    send(request, descriptors);
    assertEquals(wire(bytes(reply)), receive());
  }

  /** Sends a request and expects an error; the event says why. */
  final void refused(String request, int errno, String reason, Descriptor... descriptors)
      throws Exception {
    byte[] header = bytes(request);
    send(request, descriptors);
    String reply = receive();
    assertEquals(wire(error(header, errno)), reply);
    String line = events.next();
    assertEquals(
        "refused %d: %s, id %d: %s".formatted(errno, name(header), header[0] & 0xff, reason), line);
  }

  private static byte[] error(byte[] request, int errno) {
    ByteBuffer reply = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    reply.put(request, 0, 4).putInt(16).putInt(0x21).putInt(errno);
    return reply.array();
  }

  private static String name(byte[] request) {
    int code = request[2] & 0xff;
    VfioUserCommand command = VfioUserCommand.of(code);
    return command == null ? "command " + code : command.name();
  }

  /** The connection is over for the client, and the event says why. */
  final void ended(String why) throws Exception {
    try (Received none = new Received()) {
      assertEquals(0, client.receive(MemorySegment.ofArray(new byte[1]), 0, 1, none));
    }
    assertEquals("disconnected: " + why, events.next());
  }

  /** Another client is served after this one. */
  final void another() throws Exception {
    client.close();
    client = connect();
    assertEquals("connected", events.next());
    device.calls.clear();
    negotiate();
  }

  static String text(byte[] message, int from) {
    return new String(message, from, message.length - from, StandardCharsets.US_ASCII);
  }
}
