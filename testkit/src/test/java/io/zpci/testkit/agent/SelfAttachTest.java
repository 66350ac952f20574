package io.zpci.testkit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.testkit.watched.Commands;
import io.zpci.testkit.watched.SelfAttached;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A JVM without an agent of any kind: the watch attaches itself, on class path and module path. */
class SelfAttachTest {
  private static List<String> run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+EnableDynamicAgentLoading");
    command.addAll(List.of(options));
    command.add(SelfAttached.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().toList();
  }

  private static String path(Predicate<String> which) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .filter(which)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static void assertReport(List<String> output, String module) {
    assertEquals(
        List.of(
            "io.zpci.testkit.watched.Commands: 3 calls, 1 finding",
            "R-08 at io.zpci.testkit.watched.Commands.headerFirst(Commands.java:%d)"
                .formatted(Marked.line(Commands.class, "header first"))),
        output.subList(0, 2));
    assertEquals(6, output.size(), String.join("\n", output));
    assertEquals(module, output.getLast().replaceAll("@.*", ""));
  }

  @Test
  void onTheClassPath() throws IOException, InterruptedException {
    assertReport(run("-cp", path(_ -> true)), "unnamed module ");
  }

  @Test
  void onTheModulePath() throws IOException, InterruptedException {
    Predicate<String> tests = entry -> entry.contains("test-classes");
    assertReport(
        run("-p", path(tests.negate()), "--add-modules", "io.zpci.testkit", "-cp", path(tests)),
        "module io.zpci.core");
  }
}
