package io.zpci.blocks;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Lines in order, and packets apart. */
final class SeenEvents implements GdbstubEvents {
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<String> packets = new ArrayList<>();

  /** The next line, which comes soon. */
  String next() throws InterruptedException {
    String line = lines.poll(20, TimeUnit.SECONDS);
    if (line == null) {
      throw new AssertionError("no further line");
    }
    return line;
  }

  /** Whether nothing was told that nobody asked for. */
  boolean quiet() {
    return lines.isEmpty();
  }

  /** Packets so far, {@code >} to the stub. */
  List<String> packets() {
    synchronized (packets) {
      return List.copyOf(packets);
    }
  }

  @Override
  public void connected() {
    lines.add("connected");
  }

  @Override
  public void found(String where) {
    lines.add("found: " + where);
  }

  @Override
  public void missing(String why) {
    lines.add("missing: " + why);
  }

  @Override
  public void lost(String why) {
    lines.add("lost: " + why);
  }

  @Override
  public void refused(String what) {
    lines.add("refused: " + what);
  }

  @Override
  public void packet(boolean toStub, MemorySegment bytes, long at, int length) {
    byte[] data = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
    String text = new String(data, StandardCharsets.ISO_8859_1);
    synchronized (packets) {
      packets.add((toStub ? ">" : "<") + text);
    }
  }
}
