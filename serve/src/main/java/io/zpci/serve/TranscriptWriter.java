package io.zpci.serve;

import io.zpci.blocks.GuestBlocks;
import io.zpci.recording.LineBuffer;
import io.zpci.recording.RecordingFile;
import io.zpci.vfiouser.ServerEvents;
import java.lang.foreign.MemorySegment;

/**
 * Writes a recording of kind {@code vfio-user-transcript}: every message of every socket in the
 * order in which this is told of them, every gdb packet, every whole block. Any thread may tell.
 * Format: {@code docs/recordings.md}.
 */
public final class TranscriptWriter implements AutoCloseable {
  /** The kind of recording that is written here. */
  public static final String KIND = "vfio-user-transcript";

  private final RecordingFile file;
  private final long start = System.nanoTime();
  private final LineBuffer lines = new LineBuffer();

  /** Writes to {@code file}, whose header says {@link #KIND}. */
  public TranscriptWriter(RecordingFile file) {
    this.file = file;
  }

  private LineBuffer begin() {
    return lines.begin().seconds("t", System.nanoTime() - start);
  }

  /** A message on the socket of {@code function}, see {@link ServerEvents#message}. */
  public synchronized void message(
      String function,
      boolean fromClient,
      MemorySegment bytes,
      long at,
      int length,
      int descriptors) {
    begin()
        .text("fn", function)
        .text("dir", fromClient ? "c2s" : "s2c")
        .number("nfds", descriptors)
        .bytes("hex", bytes, at, length);
    file.append(lines);
  }

  /**
   * A packet of gdb's protocol, without its frame, on the stub of the VMM of {@code function}.
   *
   * @param toVmm whether the VMM is to read it
   * @param packet each character a byte
   */
  public synchronized void packet(String function, boolean toVmm, String packet) {
    begin().text("gdb", function).text("dir", toVmm ? "us2qemu" : "qemu2us").text("packet", packet);
    file.append(lines);
  }

  /**
   * The client of {@code function} is gone: what comes next on its socket comes from another one.
   */
  public synchronized void disconnected(String function) {
    begin().text("fn", function).text("event", "disconnected");
    file.append(lines);
  }

  /** A whole block for {@code function}, see {@link GuestBlocks#storeBlock}. */
  public synchronized void block(
      String function,
      long request,
      long offset,
      long address,
      MemorySegment data,
      long at,
      int length) {
    begin()
        .text("block", function)
        .hex("request", request)
        .hex("offset", offset)
        .hex("memory", address)
        .bytes("hex", data, at, length);
    file.append(lines);
  }

  @Override
  public void close() {
    file.close();
  }
}
