package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PerfettoOptionTest {
  private static final String RECORDING = "../tests/recordings/ism-probe-event-unbind.jsonl";

  @TempDir Path folder;

  private JsonNode events(Path file) throws IOException {
    return new JsonMapper().readTree(Files.readString(file)).get("traceEvents");
  }

  private static List<String> processes(JsonNode events) {
    return events
        .valueStream()
        .filter(event -> event.get("name").stringValue().equals("process_name"))
        .map(event -> event.get("args").get("name").stringValue())
        .toList();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  @Test
  void aReplayIsATraceBesideItsTable() throws IOException {
    Path file = folder.resolve("trace.json");
    Files.writeString(file, "older");
    Ran with = Ran.zpci("replay", RECORDING, "--route", "all", "--perfetto", "" + file);
    assertEquals(Ran.zpci("replay", RECORDING, "--route", "all"), with);
    assertEquals(0, with.exit());
    JsonNode events = events(file);
    assertEquals(
        List.of(
            "lpar",
            "interpretation",
            "bar-rw",
            "ism-vfio-pci",
            "ism-vfio-pci-process",
            "zpci-io-region",
            "relaxed-pwrite"),
        processes(events));
    long operations =
        events
            .valueStream()
            .filter(event -> event.path("args").has("verdict") && event.get("pid").intValue() == 1)
            .count();
    assertEquals(42, operations);
    assertEquals(List.of("trace.json"), files());
  }

  @Test
  void anExplanationIsOneToo() throws IOException {
    Path file = folder.resolve("trace.json");
    Ran ran =
        Ran.zpci(
            "explain",
            "pcistb",
            "0",
            "0",
            "64",
            "--route",
            "relaxed-pwrite",
            "--perfetto",
            "" + file);
    assertEquals(0, ran.exit(), ran.err());
    JsonNode events = events(file);
    assertEquals(List.of("relaxed-pwrite"), processes(events));
    JsonNode root =
        events
            .valueStream()
            .filter(event -> event.get("ph").stringValue().equals("X"))
            .findFirst()
            .orElseThrow();
    assertEquals("pcistb 0+0x0 64", root.get("name").stringValue());
  }

  @Test
  void whatCannotBeWrittenIsSaid() throws IOException {
    Path nowhere = folder.resolve("none").resolve("trace.json");
    for (List<String> command :
        List.of(List.of("explain", "pcistb", "0", "0", "64"), List.of("replay", RECORDING))) {
      Ran ran =
          Ran.zpci(
              Stream.concat(
                      command.stream(),
                      Stream.of("--route", "lpar", "--perfetto", nowhere.toString()))
                  .toArray(String[]::new));
      assertEquals(3, ran.exit());
      assertEquals("", ran.out());
      assertTrue(ran.err().startsWith("zpci: " + nowhere + ": cannot be written ("), ran.err());
    }
    assertEquals(List.of(), files());
  }

  @Test
  void aTraceIsOfOneRecordingOnRoutes() {
    Path file = folder.resolve("trace.json");
    Ran two = Ran.zpci("replay", RECORDING, RECORDING, "--route", "lpar", "--perfetto", "" + file);
    assertEquals(2, two.exit());
    assertTrue(two.err().contains("--perfetto: one FILE was expected, got 2"), two.err());
    Ran none = Ran.zpci("replay", RECORDING, "--perfetto", "" + file);
    assertEquals(2, none.exit());
    assertTrue(none.err().contains("--perfetto: --route was expected too"), none.err());
    assertTrue(Files.notExists(file));
  }

  /** A recording that cannot be understood leaves what was there. */
  @Test
  void whatFailsLeavesTheOldFile() throws IOException {
    Path recording = folder.resolve("bad.jsonl");
    Files.write(recording, List.of("{\"recording\":1,\"kind\":\"linux-io\"}"));
    Path file = folder.resolve("trace.json");
    Files.writeString(file, "older");
    Ran ran = Ran.zpci("replay", "" + recording, "--route", "lpar", "--perfetto", "" + file);
    assertEquals(3, ran.exit());
    assertEquals("older", Files.readString(file));
    assertEquals(2, files().size());
  }
}
