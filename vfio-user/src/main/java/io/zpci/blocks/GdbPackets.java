package io.zpci.blocks;

import io.zpci.posix.Received;
import io.zpci.posix.UnixSocket;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Packets of gdb's remote protocol on a UNIX socket: {@code $data#checksum} both ways. What is
 * received is checked, and its escapes and repetitions are undone; acknowledgements are passed over
 * and none are sent, since a UNIX socket loses nothing and a stub takes a further packet for one.
 *
 * <p>Several packets can be put together and sent at once. All buffers are made once. For one
 * thread.
 */
final class GdbPackets {
  /** The most data in a packet, either way. */
  static final int MAX_LENGTH = 256 << 10;

  /** Stops a running machine; stands outside of packets. */
  static final byte INTERRUPT = 0x03;

  /** How long a packet is looked for before this sleeps: QEMU answers one in less. */
  private static final long ANSWER_NANOS = 100_000;

  private static final byte ESCAPE = '}';
  private static final byte REPEAT = '*';
  private static final int ESCAPE_BIT = 0x20;

  /** A repetition's count is a printable character: this one stands for none. */
  private static final int REPEAT_BASE = 29;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final UnixSocket socket;
  private final GdbstubEvents events;
  private final Received descriptors = new Received();

  private final byte[] out = new byte[MAX_LENGTH];
  private final MemorySegment outSegment = MemorySegment.ofArray(out);
  private int outLength;
  private int start;

  private final byte[] raw = new byte[64 << 10];
  private final MemorySegment rawSegment = MemorySegment.ofArray(raw);
  private int rawFrom;
  private int rawTo;

  private final byte[] packet = new byte[MAX_LENGTH];
  private final MemorySegment packetSegment = MemorySegment.ofArray(packet);
  private int length;

  GdbPackets(UnixSocket socket, GdbstubEvents events) {
    this.socket = socket;
    this.events = events;
  }

  /** Begins one more packet. */
  GdbPackets begin() {
    out[outLength++] = '$';
    start = outLength;
    return this;
  }

  /** Appends a character that needs no escape. */
  GdbPackets put(char character) {
    out[outLength++] = (byte) character;
    return this;
  }

  /** Appends characters that need no escape. */
  GdbPackets put(String text) {
    for (int i = 0; i < text.length(); i++) {
      out[outLength++] = (byte) text.charAt(i);
    }
    return this;
  }

  /** Appends {@code count} bytes of {@code text}, none of which needs an escape. */
  GdbPackets put(byte[] text, int count) {
    System.arraycopy(text, 0, out, outLength, count);
    outLength += count;
    return this;
  }

  /** Appends {@code value} with as many digits as it needs. */
  GdbPackets hex(long value) {
    return hex(value, Math.max(1, (67 - Long.numberOfLeadingZeros(value)) / 4));
  }

  /** Appends the last {@code digits} hexadecimal digits of {@code value}. */
  GdbPackets hex(long value, int digits) {
    for (int i = digits - 1; i >= 0; i--) {
      out[outLength++] = DIGITS[(int) (value >>> (4 * i)) & 0xf];
    }
    return this;
  }

  /** Ends the packet with its checksum. */
  GdbPackets end() {
    int sum = 0;
    for (int i = start; i < outLength; i++) {
      sum += out[i];
    }
    events.packet(true, outSegment, start, outLength - start);
    out[outLength++] = '#';
    return hex(sum & 0xff, 2);
  }

  /** Sends what was ended since the last time. */
  void send() throws IOException {
    int all = outLength;
    outLength = 0;
    socket.send(outSegment, 0, all, List.of());
  }

  /** Sends the byte that stops a running machine. */
  void interrupt() throws IOException {
    out[0] = INTERRUPT;
    events.packet(true, outSegment, 0, 1);
    socket.send(outSegment, 0, 1, List.of());
  }

  /** Whether some of a packet was received that {@link #receive} has not looked at. */
  boolean buffered() {
    while (rawFrom < rawTo && raw[rawFrom] != '$') {
      rawFrom++;
    }
    return rawFrom < rawTo;
  }

  /** Receives what is there, where nothing is buffered; it waits where nothing is there. */
  void fill() throws IOException {
    rawFrom = 0;
    rawTo = 0;
    boolean _ = socket.look(ANSWER_NANOS);
    int received = socket.receive(rawSegment, 0, raw.length, descriptors);
    if (descriptors.size() != 0) {
      // Nobody sends descriptors with packets; who does gains nothing.
      descriptors.close();
    }
    if (received == 0) {
      throw new EOFException("the stub closed the connection");
    }
    rawTo = received;
  }

  /**
   * Waits for the next packet, whose data this holds until the one after it.
   *
   * @return how many bytes its data has
   * @throws EOFException where the stub is gone
   * @throws IOException where it is not a packet
   */
  int receive() throws IOException {
    int next = next();
    while (next != '$') {
      // '+', and what a stub of another make may say between packets.
      next = next();
    }
    length = 0;
    int sum = 0;
    for (next = next(); next != '#'; next = next()) {
      sum += next;
      if (next == ESCAPE) {
        next = next();
        sum += next;
        append(next ^ ESCAPE_BIT, 1);
      } else if (next == REPEAT) {
        int count = next();
        sum += count;
        if (length == 0 || count <= REPEAT_BASE || count > '~') {
          throw new IOException("a packet that repeats nothing");
        }
        append(packet[length - 1], count - REPEAT_BASE);
      } else {
        append(next, 1);
      }
    }
    int told = digit(next()) << 4;
    told |= digit(next());
    if (told != (sum & 0xff)) {
      throw new IOException(
          "a packet with checksum %02x, it says %02x".formatted(sum & 0xff, told));
    }
    events.packet(false, packetSegment, 0, length);
    return length;
  }

  private void append(int value, int times) throws IOException {
    if (length + times > MAX_LENGTH) {
      throw new IOException("a packet of more than " + MAX_LENGTH + " bytes");
    }
    for (int i = 0; i < times; i++) {
      packet[length++] = (byte) value;
    }
  }

  private int next() throws IOException {
    if (rawFrom == rawTo) {
      fill();
    }
    return raw[rawFrom++] & 0xff;
  }

  /** How many bytes the data of the last packet has. */
  int length() {
    return length;
  }

  /** Whether the data of the last packet is {@code text}. */
  boolean is(String text) {
    return length == text.length() && starts(text);
  }

  /** Whether the data of the last packet begins with {@code text}. */
  boolean starts(String text) {
    return length >= text.length() && found(text, 0);
  }

  private boolean found(String text, int at) {
    for (int i = 0; i < text.length(); i++) {
      if (packet[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where the last packet's data goes on after the first {@code text}; -1 where it has none. */
  int after(String text) {
    for (int at = 0; at + text.length() <= length; at++) {
      if (found(text, at)) {
        return at + text.length();
      }
    }
    return -1;
  }

  /** Byte {@code at} of the last packet's data. */
  byte at(int at) {
    return packet[at];
  }

  /** The {@code digits} hexadecimal digits from {@code at} on. */
  long hexAt(int at, int digits) throws IOException {
    if (at < 0 || at + digits > length) {
      throw new IOException(
          "a packet of %d bytes, digits end at %d".formatted(length, at + digits));
    }
    long value = 0;
    for (int i = at; i < at + digits; i++) {
      value = (value << 4) | digit(packet[i]);
    }
    return value;
  }

  /** The last packet's data, for people. */
  String text() {
    return new String(packet, 0, Math.min(length, 80), StandardCharsets.ISO_8859_1);
  }

  private static int digit(int character) throws IOException {
    int digit = Character.digit(character, 16);
    if (digit < 0) {
      throw new IOException("'" + (char) character + "' where a hexadecimal digit stands");
    }
    return digit;
  }
}
