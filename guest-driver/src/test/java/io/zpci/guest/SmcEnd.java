package io.zpci.guest;

import io.zpci.storage.GuestStorage;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * One end of a connection on a function that takes everything, whose peer is the test: it writes
 * CDC messages into the end's DMB, and sees what the end stores.
 */
final class SmcEnd {
  static final long GID = 0xa1L;
  static final long PEER = 0xb2L;
  static final long PEER_TOKEN = 0x20L << 32;
  static final String EID = ClcFacts.systemEid(0x12345, 0x3931);

  private static final int INDEX = 32;

  final FakeIsm ism = new FakeIsm();
  final SmcDevice device;
  final SmcConnection connection;
  private long dmb;

  /** A device that has probed; its connection is not connected. */
  SmcEnd() {
    ism.answer(0x03, "0000000300000010" + "00000000000000a1");
    ism.answer(0x0a, "0000000a00000010" + "0000001000000000");
    device = new SmcDevice(IsmDriverVersion.newest(), ism, EID);
    if (device.probe() != 0) {
      throw new AssertionError("probe");
    }
    connection = new SmcConnection(device, 0);
    ism.taken();
  }

  /** A connected end. */
  static SmcEnd connected() {
    SmcEnd end = new SmcEnd();
    if (end.connection.connect(end.peer(0)) != 0) {
      throw new AssertionError("connect");
    }
    end.registered();
    return end;
  }

  /** Notes where the DMB is that was just registered. */
  void registered() {
    dmb = registered(ism.taken());
  }

  /** The peer's facts. */
  ClcFacts peer(int sizeExponent) {
    return new ClcFacts(PEER, PEER_TOKEN, 0, sizeExponent, 256, FakeIsm.PCHID, EID);
  }

  /** Where the REG_DMB in a log put the DMB. */
  static long registered(List<String> log) {
    String last = "";
    for (String line : log) {
      if (line.startsWith("stb 2+8 ") && line.length() == 8 + 64) {
        last = line.substring(8, 24);
      }
    }
    return HexFormat.fromHexDigitsToLong(last) - FakeIsm.IO;
  }

  GuestStorage memory() {
    return ism.memory;
  }

  /** Where ring position {@code at} of the end's DMB is. */
  long ring(int at) {
    return dmb + 32 + at;
  }

  /** The peer's message, in raw fields, and its signal. */
  void peerWrites(int producer, int consumer, int producerFlags, int stateFlags) {
    store(0, producer, 0, consumer, producerFlags, stateFlags);
    signal();
  }

  /** The same with wraps, and without the signal. */
  void store(
      int producerWrap,
      int producer,
      int consumerWrap,
      int consumer,
      int producerFlags,
      int stateFlags) {
    memory().putByte(dmb, 0xfe);
    memory().putShort(dmb + 8, producerWrap);
    memory().putInt(dmb + 10, producer);
    memory().putShort(dmb + 16, consumerWrap);
    memory().putInt(dmb + 18, consumer);
    memory().putByte(dmb + 22, producerFlags);
    memory().putByte(dmb + 23, stateFlags);
  }

  /** The DMB is signalled, and what is due runs. */
  void signal() {
    device.handleIrq(INDEX, 0x1000);
    int _ = device.poll();
  }

  /** Sends {@code length} bytes. */
  int send(int length) {
    return connection.send(device.allocate(1 << 16), length);
  }

  /** Receives at most {@code length} bytes. */
  int receive(int length) {
    return connection.receive(device.allocate(1 << 16), length);
  }

  /** The moves since the last call: data as offset:length, a message as its bytes from 8 to 23. */
  List<String> moves() {
    List<String> moves = new ArrayList<>();
    for (String line : ism.taken()) {
      if (line.startsWith("stb 0+")) {
        String[] words = line.substring(6).split(" ");
        long offset = HexFormat.fromHexDigitsToLong(words[0]) - PEER_TOKEN;
        moves.add(offset == 1 << 23 ? message(words[1]) : offset + ":" + length(words[1]));
      }
    }
    return moves;
  }

  private static String message(String bytes) {
    return bytes.substring(16, 32) + " " + bytes.substring(32, 48);
  }

  private static String length(String bytes) {
    int at = bytes.indexOf('@');
    return at < 0 ? String.valueOf(bytes.length() / 2) : bytes.substring(0, at);
  }
}
