package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.arch.contract.Allocation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How recordings come to the disk. */
class RecordingFileTest {
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final LineBuffer lines = new LineBuffer();
  @TempDir private Path folder;

  private static ObjectNode header() {
    return new JsonMapper().createObjectNode().put("recording", 1).put("kind", "any");
  }

  private RecordingFile create(Path path) throws IOException {
    return RecordingFile.create(path, header(), complaints::add);
  }

  @Test
  void everyKindOfFieldIsReadAsItWasWritten() throws IOException {
    Path path = folder.resolve("fields.jsonl");
    byte[] bytes = {0, 0x7f, (byte) 0x80, -1, 5};
    try (RecordingFile file = create(path)) {
      lines
          .begin()
          .text("text", "a \"b\" \u00ff \n")
          .number("small", 0)
          .number("large", -2)
          .hex("zero", 0)
          .hex("hex", 0xfedc_ba98_7654_3210L)
          .flag("flag", true)
          .bytes("bytes", MemorySegment.ofArray(bytes), 1, 3)
          .seconds("seconds", 1_234_567_890);
      file.append(lines);
      assertTrue(lines.isEmpty());
    }
    Line line = Recording.read(path).lines().getFirst();
    assertEquals("a \"b\" \u00ff \n", line.text("text"));
    assertEquals(0, line.number("small"));
    assertEquals(-2, line.number("large"));
    assertEquals(0, line.number("zero"));
    assertEquals("0x0", line.text("zero"));
    assertEquals("0xfedcba9876543210", line.text("hex"));
    assertTrue(line.flag("flag"));
    assertEquals("7f80ff", line.text("bytes"));
    assertEquals(1.234567, line.node().get("seconds").doubleValue());
    assertEquals(List.of(), complaints);
  }

  /** A move with its signal, as often as guests make it. */
  @Test
  void aLineThatWasMadeBeforeAllocatesNothing() {
    MemorySegment data = MemorySegment.ofArray(new byte[4096]);
    assertEquals(
        0,
        Allocation.of(() -> {
          lines.begin().text("fn", "a").text("op", "pcistb").number("bar", 0);
          lines.number("offset", 0x12_3456_7890L).number("len", 4096).bytes("data", data, 0, 4096);
          lines.hex("memory", 0xaa8).flag("sf", true);
          lines.end();
          lines.clear();
        }));
  }

  @Test
  void whatWasForgottenIsNotWritten() throws IOException {
    Path path = folder.resolve("forgotten.jsonl");
    try (RecordingFile file = create(path)) {
      lines.begin().number("n", 1);
      lines.clear();
      lines.begin().number("n", 2);
      file.append(lines);
    }
    assertEquals(
        List.of("{\"recording\":1,\"kind\":\"any\"}", "{\"n\":2}"), Files.readAllLines(path));
  }

  /** Whoever is killed leaves a file that can be read: the writer does not wait for the end. */
  @Test
  @Timeout(60)
  void linesAreThereWithoutClosing() throws Exception {
    Path path = folder.resolve("open.jsonl");
    try (RecordingFile file = create(path)) {
      for (int i = 0; i < 3; i++) {
        lines.begin().number("n", i);
        file.append(lines);
        while (!Files.readString(path).endsWith("{\"n\":" + i + "}\n")) {
          Thread.sleep(10);
        }
      }
      assertEquals(3, Recording.read(path).lines().size());
    }
  }

  @Test
  void manyLinesKeepTheirOrder() throws IOException {
    Path path = folder.resolve("many.jsonl");
    byte[] block = new byte[4096];
    try (RecordingFile file = create(path)) {
      for (int i = 0; i < 500; i++) {
        lines.begin().number("n", i).bytes("data", MemorySegment.ofArray(block), 0, 4096);
        file.append(lines);
      }
    }
    List<Line> read = Recording.read(path).lines();
    assertEquals(500, read.size());
    for (int i = 0; i < 500; i++) {
      assertEquals(i, read.get(i).number("n"));
    }
  }

  @Test
  void aFullDiskIsToldOnceAndEndsTheRecordingAlone() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full), "there is no /dev/full here");
    byte[] block = new byte[4096];
    RecordingFile file = create(full);
    for (int i = 0; i < 500; i++) {
      lines.begin().bytes("data", MemorySegment.ofArray(block), 0, 4096);
      file.append(lines);
    }
    file.close();
    assertTrue(file.failed());
    assertEquals(List.of("/dev/full: the recording ends: No space left on device"), complaints);
    lines.begin().number("n", 1);
    file.append(lines);
    assertTrue(lines.isEmpty());
  }

  @Test
  void aFileThatCannotBeMadeIsSaidAtOnce() {
    assertThrows(IOException.class, () -> create(folder.resolve("no/such/folder.jsonl")));
    assertEquals(List.of(), complaints);
  }

  @Test
  void aRecordingThatWasCutOffSaysSo() throws IOException {
    Path path = folder.resolve("cut.jsonl");
    try (RecordingFile file = create(path)) {
      lines.begin().text("fn", "a").text("op", "reset");
      file.append(lines);
    }
    String all = Files.readString(path);
    int first = all.indexOf('\n') + 1;
    for (int end = first + 1; end < all.length() - 1; end++) {
      Files.writeString(path, all.substring(0, end));
      String message =
          assertThrows(RecordingException.class, () -> Recording.read(path)).getMessage();
      assertEquals(
          path + ":2: the last line ends in the middle: the recording was cut off here", message);
    }
    Files.writeString(path, all.substring(0, first));
    assertEquals(0, Recording.read(path).lines().size());
    assertFalse(complaints.iterator().hasNext());
  }
}
