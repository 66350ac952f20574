package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command, from its arguments to its exit code. */
class BenchCommandTest {
  @TempDir private Path directory;

  private Path base;

  /** What the made-up suite gives. */
  private final List<Row> rows =
      new ArrayList<>(
          List.of(new Row("a", "", 1, 0.9, 1.1, 1.0), new Row("b", "", 1, 0.9, 1.1, null)));

  private int measured;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void name() {
    base = directory.resolve("base.json");
  }

  /** Gives rows without measuring anything. */
  private final class MadeUp implements Suite {
    @Override
    public String name() {
      return "made-up";
    }

    @Override
    public List<Row> run(Sampling sampling, Notes notes) {
      measured++;
      return List.copyOf(rows);
    }
  }

  /** Fails once others have given rows. */
  private static final class Failing implements Suite {
    @Override
    public String name() {
      return "failing";
    }

    @Override
    public boolean quick() {
      return false;
    }

    @Override
    public List<Row> run(Sampling sampling, Notes notes) throws IOException {
      throw new IOException("no server came up");
    }
  }

  private int run(String... arguments) {
    return run(_ -> List.of(new MadeUp(), new Failing()), arguments);
  }

  private int run(BenchCommand.Offer offer, String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return BenchCommand.run(offer, new PrintWriter(out), new PrintWriter(err), arguments);
  }

  /** Exit code and the one line on standard error; nothing is measured. */
  private void refused(int exit, String line, String... arguments) {
    int before = measured;
    assertEquals(exit, run(arguments), err::toString);
    assertEquals(line + "\n", err.toString());
    assertEquals("", out.toString());
    assertEquals(before, measured);
  }

  private String path(String name) {
    return directory.resolve(name).toString();
  }

  /** All that stands in the folder. */
  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void whatIsMeasuredWithoutJmhIsMeasured() throws IOException {
    BenchCommand.Offer few = _ -> List.of(new AllocationSuite(), new InterruptSuite(20));
    String[] arguments = {"--quick", "--only", "allocation,interrupts", "--json", base.toString()};
    assertEquals(0, run(few, arguments), err::toString);
    JsonNode json = new JsonMapper().readTree(Files.readAllBytes(base));
    assertTrue(json.path("quick").asBoolean());
    List<String> names =
        json.path("rows").valueStream().map(row -> row.path("name").stringValue()).toList();
    assertTrue(
        names.containsAll(
            List.of(
                "allocation.none.lpar",
                "allocation.ring.bar-rw",
                "interrupts.1",
                "interrupts.4",
                "interrupts.4.delivered")),
        names::toString);
    for (String name : names) {
      assertTrue(out.toString().contains("\n" + name + " "), name);
    }
    for (JsonNode row : json.path("rows")) {
      assertTrue(row.path("low").asDouble() <= row.path("ratio").asDouble(), row::toString);
      assertTrue(row.path("high").asDouble() >= row.path("ratio").asDouble(), row::toString);
    }
    assertEquals("", err.toString());
  }

  @Test
  void compareSaysWhatBecameWorse() {
    assertEquals(0, run("--quick", "--json", base.toString()));
    assertTrue(
        out.toString().contains("\nyes*: met by the ratio, not by the whole of its spread\n"),
        out::toString);
    assertEquals(0, run("compare", base.toString()), err::toString);
    assertTrue(out.toString().endsWith("\n\n2 compared, nothing is worse\n"), out::toString);

    rows.set(1, new Row("b", "", 2, 1.9, 2.1, null));
    assertEquals(1, run("compare", base.toString(), "--only", "made-up"));
    assertTrue(
        out.toString().endsWith("\n\nworse: b: 2.00, was 1.00\n2 compared, 1 is worse\n"),
        out::toString);

    rows.removeLast();
    assertEquals(0, run("--only", "made-up", "compare", base.toString()));
    assertTrue(
        out.toString().endsWith("\n\nnot measured now: b\n1 compared, nothing is worse\n"),
        out::toString);

    rows.clear();
    assertEquals(3, run("compare", base.toString()));
    assertEquals(
        "zpci-bench: " + base + ": none of what it has was measured now: a, b\n", err.toString());
  }

  @Test
  void aBaseIsReadBeforeAnythingIsMeasured() throws IOException {
    Files.writeString(base, "{\"rows\": [{\"name\": \"a\"}]}");
    refused(
        3,
        "zpci-bench: " + base + ": row 1, a, ratio: a number was expected, got nothing",
        "compare",
        base.toString());
    Files.writeString(
        base, "{\"rows\": [{\"name\": \"a\", \"ratio\": 1, \"low\": 1, \"high\": 1}]}");
    refused(
        2,
        "zpci-bench: --quick: "
            + base
            + " was measured in full, and compare measures as it was (try 'zpci-bench --help')",
        "--quick",
        "compare",
        base.toString());
  }

  @Test
  void aWrongCommandLineIsOneLine() {
    refused(
        2,
        "zpci-bench: --only: one of made-up, failing was expected, got 'splits'"
            + " (try 'zpci-bench --help')",
        "--only",
        "splits");
    refused(
        2, "zpci-bench: Unknown option: '--fast' (try 'zpci-bench --help')", "--fast", "--quick");
    refused(
        2,
        "zpci-bench compare: Missing required parameter: 'BASE.json'"
            + " (try 'zpci-bench compare --help')",
        "compare");
  }

  @Test
  void aFileThatCannotBeWrittenIsFoundBeforeAnythingIsMeasured() throws IOException {
    refused(
        3,
        "zpci-bench: --json: " + path("absent/x.json") + ": there is no folder " + path("absent"),
        "--json",
        path("absent/x.json"));
    refused(
        3,
        "zpci-bench: --json: " + directory + ": is a folder; a file was expected",
        "--json",
        directory.toString());
    assertEquals(List.of(), files());
  }

  @Test
  void aLibraryThatIsNotBuiltIsFoundBeforeAnythingIsMeasured() throws IOException {
    refused(
        3,
        "zpci-bench: --libvfio-user: " + path("absent") + ": there is no such folder",
        "--libvfio-user",
        path("absent"));
    Files.createDirectories(directory.resolve("include"));
    Files.writeString(directory.resolve("include/libvfio-user.h"), "");
    refused(
        3,
        "zpci-bench: --libvfio-user: "
            + directory
            + ": build/lib/libvfio-user.so is not there: a built libvfio-user was expected",
        "--libvfio-user",
        directory.toString());
    Files.createDirectories(directory.resolve("build/lib"));
    Files.writeString(directory.resolve("build/lib/libvfio-user.so"), "");
    assertEquals(0, run("--quick", "--libvfio-user", directory.toString()));
  }

  @Test
  void aRunThatFailsLeavesTheFileAsItIs() throws IOException {
    Files.writeString(base, "as it was");
    assertEquals(3, run("--json", base.toString()));
    assertEquals("zpci-bench: no server came up\n", err.toString());
    // What was measured till then stands there.
    assertTrue(out.toString().contains("\nb "), out::toString);
    assertEquals("as it was", Files.readString(base));
    assertEquals(0, run("--quick", "--json", base.toString()));
    assertTrue(Files.readString(base).contains("\"name\" : \"b\""));
    assertEquals(List.of("base.json"), files());
  }

  @Test
  void aLinkToTheFileStaysOne() throws IOException {
    Path link = directory.resolve("link.json");
    Files.writeString(base, "as it was");
    Files.createSymbolicLink(link, base);
    assertEquals(0, run("--quick", "--json", link.toString()));
    assertTrue(Files.isSymbolicLink(link));
    assertFalse(Files.readString(base).contains("as it was"));
  }
}
