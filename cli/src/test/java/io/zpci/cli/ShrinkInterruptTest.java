package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.zpci.machine.RecordingRunner;
import io.zpci.machine.RecordingShrink;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt of {@code zpci shrink}, by a process of its own. */
class ShrinkInterruptTest {
  /** A DMB of so many pages, each of them mapped by a line of its own. */
  private static final int PAGES = 64;

  /** Lines that nothing needs stand between, so many each time: to find them all takes long. */
  private static final int NOISE = 40;

  private static final String SIGINT_BIT = "SigIgn:\\s*[0-9a-f]*[2367abef]";

  @TempDir Path folder;

  /** The function has no SBA: a signal into its DMB breaks R-23, once all its pages are mapped. */
  private List<String> longRecording() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "{\"recording\":1,\"kind\":\"function-operations\",\"functions\":{\"a\":{\"gid\":\"0x1\"}}}");
    for (int page = 0; page < PAGES; page++) {
      lines.add(
          "{\"fn\":\"a\",\"op\":\"dma_map\",\"flags\":3,\"offset\":%d,\"addr\":%d,\"size\":4096}"
              .formatted(page << 12, 0x10_0000 + (page << 12)));
      for (int i = 0; i < NOISE; i++) {
        lines.add(
            "{\"fn\":\"a\",\"op\":\"pcilg\",\"bar\":15,\"offset\":0,\"len\":4,\"data\":\"1410ed04\"}");
      }
    }
    lines.add(
        block(
            2, "8", "0000000000100000%08x00000020".formatted(PAGES << 12) + "0".repeat(31) + "1"));
    lines.add(block(2, "0", "0000000a00000028"));
    lines.add(
        "{\"fn\":\"a\",\"op\":\"ism-command\",\"cmd\":\"REG_DMB\",\"ret\":0,\"tok\":\"0x700000000\"}");
    lines.add(block(0, "\"0x700800000\"", "01"));
    return lines;
  }

  private static String block(int bar, String offset, String data) {
    return "{\"fn\":\"a\",\"op\":\"pcistb\",\"bar\":%d,\"offset\":%s,\"len\":%d,\"data\":\"%s\"}"
        .formatted(bar, offset, data.length() / 2, data);
  }

  @Test
  void theShortestSoFarIsWritten() throws Exception {
    // A process that was started with SIGINT ignored hands that on.
    assumeFalse(
        Files.readString(Path.of("/proc/self/status"))
            .lines()
            .anyMatch(line -> line.matches(SIGINT_BIT)),
        "SIGINT is ignored here");
    Path file = folder.resolve("long.jsonl");
    List<String> whole = longRecording();
    Files.write(file, whole);
    Path left = folder.resolve("left.jsonl");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.zpci.cli.Main",
                "-v",
                "shrink",
                file.toString(),
                "--route",
                "lpar",
                "--rule",
                "R-23",
                "--attempts",
                "1000000",
                "--recording",
                left.toString())
            .start();
    List<String> said = new ArrayList<>();
    try (BufferedReader err = process.errorReader()) {
      String line = err.readLine();
      while (line != null) {
        said.add(line);
        if (said.size() == 1) {
          interrupt(process);
        }
        line = err.readLine();
      }
      assertEquals(0, process.waitFor(), () -> String.join("\n", said));
    } finally {
      process.destroyForcibly();
    }
    assertTrue(said.getFirst().contains(" steps are left after "), said.getFirst());
    assertTrue(said.getLast().startsWith("zpci: interrupted: "), said.getLast());
    assertTrue(said.getLast().contains(", more may go; line "), said.getLast());
    List<String> lines = Files.readAllLines(left);
    assertTrue(lines.size() < whole.size(), "lines " + lines.size());
    assertTrue(lines.size() > PAGES + 5, "lines " + lines.size());
    RecordingRunner.Failed failed =
        new RecordingShrink(
                Routes.named("lpar").orElseThrow(), Stack.newest(), Recording.read(left))
            .first(signature -> "R-23".equals(signature.rule()));
    assertNotNull(failed);
    assertEquals(lines.size(), failed.line());
  }

  private static void interrupt(Process process) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-INT", "" + process.pid()).inheritIO().start();
    assertEquals(0, kill.waitFor());
  }
}
