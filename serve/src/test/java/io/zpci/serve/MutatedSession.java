package io.zpci.serve;

import io.zpci.vfiouser.Capabilities;
import io.zpci.vfiouser.Message;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What one client sends that means no good: messages of a real session, most of them changed. The
 * same seed gives the same session.
 */
final class MutatedSession {
  static final List<HostileMessage> REAL = HostileMessage.read("hostile/messages.txt");

  private static final int LENGTH = 48;
  private static final int SIZE = 4;
  private static final String FILES = "rrrcsszeek";
  private static final long[] EDGES = {
    0,
    1,
    2,
    3,
    7,
    8,
    9,
    15,
    16,
    17,
    31,
    32,
    255,
    256,
    4095,
    4096,
    4097,
    65535,
    65536,
    1 << 20,
    (1 << 20) + 1,
    Integer.MAX_VALUE,
    1L << 31,
    0xffff_ffffL,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2,
    -4096,
    -4095,
    0x1_1fff_f000L,
    0x1_2000_0000L
  };

  private final SplittableRandom random;
  private final List<HostileMessage> messages = new ArrayList<>();

  /** By identity: which of them are not as the real client sent them. */
  private final Set<HostileMessage> mutated = Collections.newSetFromMap(new IdentityHashMap<>());

  MutatedSession(long seed) {
    random = new SplittableRandom(seed);
    begin();
    boolean inOrder = onceIn(2);
    int at = below(REAL.size());
    for (int i = 0; i < LENGTH; i++) {
      at = inOrder ? (at + 1) % REAL.size() : below(REAL.size());
      add(REAL.get(at));
    }
  }

  /** What is sent, in order. */
  List<HostileMessage> messages() {
    return messages;
  }

  /** How many of the first {@code sent} are not as the real client sent them. */
  int mutated(int sent) {
    int count = 0;
    for (HostileMessage message : messages.subList(0, sent)) {
      count += mutated.contains(message) ? 1 : 0;
    }
    return count;
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }

  private boolean onceIn(int times) {
    return random.nextInt(times) == 0;
  }

  /**
   * Nearly always the version, QEMU's or that of a client of whole blocks, so that more follows.
   */
  private void begin() {
    if (onceIn(50)) {
      return;
    }
    HostileMessage version = onceIn(2) ? REAL.getFirst() : wholeBlocks();
    if (onceIn(20)) {
      mutate(version);
    } else {
      messages.add(version);
    }
  }

  private static HostileMessage wholeBlocks() {
    byte[] json = new Capabilities(16, 1 << 20, 65_535, 4096, true, true).json();
    byte[] bytes = new byte[Message.HEADER + 4 + json.length + 1];
    System.arraycopy(json, 0, bytes, Message.HEADER + 4, json.length);
    Message.putHeader(MemorySegment.ofArray(bytes), 0, 0, 1, bytes.length, 0, 0);
    return new HostileMessage("", bytes);
  }

  private void add(HostileMessage real) {
    if (onceIn(200)) {
      messages.add(HostileMessage.CUT);
    }
    if (onceIn(4)) {
      messages.add(new HostileMessage(files(real), real.bytes()));
    } else {
      mutate(real);
    }
    if (onceIn(12) && messages.getLast() != HostileMessage.CUT) {
      HostileMessage last = messages.getLast();
      put(new HostileMessage(last.files(), last.bytes())); // once more
    } else if (onceIn(12) && messages.size() > 2) {
      messages.add(messages.remove(messages.size() - 2)); // in the other order
    }
  }

  /** What a real client passes; its memory is one that may be cut. */
  private String files(HostileMessage real) {
    return real.files().equals("r") && onceIn(8) ? "c" : real.files();
  }

  private void mutate(HostileMessage real) {
    byte[] bytes = real.bytes().clone();
    int changes = 1 + below(3);
    for (int i = 0; i < changes; i++) {
      bytes = change(bytes);
    }
    String files = files(real);
    if (onceIn(6)) {
      StringBuilder random = new StringBuilder();
      for (int count = onceIn(10) ? below(30) : below(4); count > 0; count--) {
        random.append(FILES.charAt(below(FILES.length())));
      }
      files = bytes.length == 0 ? "" : random.toString();
    }
    put(new HostileMessage(files, bytes));
  }

  private void put(HostileMessage message) {
    messages.add(message);
    mutated.add(message);
  }

  private byte[] change(byte[] bytes) {
    if (bytes.length < Message.HEADER) {
      return bytes;
    }
    MemorySegment segment = MemorySegment.ofArray(bytes);
    int payload = bytes.length - Message.HEADER;
    switch (below(16)) {
      case 0, 1, 2 -> flip(bytes, Message.HEADER, payload);
      case 3, 4, 5, 6, 7, 8 -> edge(segment, payload);
      case 9 -> flip(bytes, 8, 4); // flags
      case 10 -> segment.set(Message.SHORT, Message.COMMAND, (short) below(22));
      case 11 -> {
        return resize(bytes, Message.HEADER + below(payload + 1)); // short, and says so
      }
      case 12 -> {
        return resize(bytes, bytes.length + (onceIn(400) ? below(1 << 20) : below(300)));
      }
      case 13 -> {
        byte[] other = REAL.get(below(REAL.size())).bytes();
        byte[] spliced = resize(bytes, Math.max(other.length, Message.HEADER));
        System.arraycopy(
            other, Message.HEADER, spliced, Message.HEADER, other.length - Message.HEADER);
        return spliced;
      }
      case 14 -> {
        if (onceIn(6)) { // nobody knows any more where the next one begins
          segment.set(Message.INT, Message.SIZE, (int) EDGES[below(EDGES.length)]);
        }
      }
      default -> {
        if (onceIn(6)) {
          return Arrays.copyOf(bytes, below(bytes.length));
        }
        segment.set(Message.SHORT, Message.ID, (short) below(1 << 16));
      }
    }
    return bytes;
  }

  private void flip(byte[] bytes, int from, int length) {
    for (int i = 1 + below(4); i > 0 && length > 0; i--) {
      bytes[from + below(length)] ^= (byte) (1 << below(8));
    }
  }

  /** A field gets a value at a border, or near what it was. */
  private void edge(MemorySegment bytes, int payload) {
    int width = onceIn(2) ? 4 : onceIn(4) ? 1 : 8;
    if (payload < width) {
      return;
    }
    long at = Message.HEADER + (long) below(payload / width) * width;
    long value = EDGES[below(EDGES.length)];
    switch (width) {
      case 1 -> bytes.set(ValueLayout.JAVA_BYTE, at, (byte) value);
      case 4 ->
          bytes.set(
              Message.INT, at, (int) (onceIn(3) ? bytes.get(Message.INT, at) + value : value));
      default ->
          bytes.set(Message.LONG, at, onceIn(3) ? bytes.get(Message.LONG, at) + value : value);
    }
  }

  /** Longer by random bytes, or shorter; the header says the new size. */
  private byte[] resize(byte[] bytes, int length) {
    byte[] resized = Arrays.copyOf(bytes, length);
    for (int i = bytes.length; i < length; i++) {
      resized[i] = (byte) below(256);
    }
    MemorySegment.ofArray(resized).set(Message.INT, SIZE, length);
    return resized;
  }
}
