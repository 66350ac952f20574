package io.zpci.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Commands as whole processes, start to end, against a picocli command that does nothing and that
 * has an AOT cache of its own: in turns, so that what the machine does meanwhile meets all of them.
 */
final class StartSuite implements Suite {
  private static final double GOAL_EXPLAIN = 1.3;
  private static final double GOAL_REPLAY = 3;

  StartSuite() {}

  @Override
  public String name() {
    return "start";
  }

  @Override
  public List<Row> run(Sampling sampling, Notes notes) throws IOException, InterruptedException {
    String home = System.getProperty("zpci.root");
    if (home == null) {
      notes.add("start: left out, it is measured by bin/zpci-bench");
      return List.of();
    }
    Path root = Path.of(home);
    Path directory = Files.createTempDirectory("zpci-bench-start");
    try {
      List<String> hello = hello(directory);
      String zpci = root.resolve("bin/zpci").toString();
      List<String> explain = List.of(zpci, "explain", "pcistb", "2", "0", "8");
      Path recording = root.resolve("tests/recordings/ism-smcd-two-guests.jsonl");
      List<String> replay = List.of(zpci, "replay", recording.toString(), "--route", "all", "-q");
      int times = sampling.choose(10, 30);
      double[][] nanos = new double[3][times];
      for (int i = -2; i < times; i++) {
        // The first two rounds build what is not built, and warm the caches of files.
        double[] round = {millis(hello), millis(explain), millis(replay)};
        for (int each = 0; each < round.length && i >= 0; each++) {
          nanos[each][i] = round[each];
        }
      }
      Samples base = Samples.of(nanos[0]);
      return List.of(
          Row.of(
              "start.explain",
              "zpci explain start to end, to a picocli hello",
              Samples.of(nanos[1]),
              base,
              GOAL_EXPLAIN),
          Row.of(
              "start.replay",
              "the two-guest recording through all routes, to a picocli hello",
              Samples.of(nanos[2]),
              base,
              GOAL_REPLAY));
    } finally {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(directory);
    }
  }

  /** The command line of a hello whose AOT cache has been made. */
  private static List<String> hello(Path directory) throws IOException, InterruptedException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> parts = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (part.endsWith("bench.jar") || part.contains("picocli")) {
        parts.add(part);
      }
    }
    Path cache = directory.resolve("hello.aot");
    List<String> rest =
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            String.join(File.pathSeparator, parts),
            HelloCommand.class.getName());
    double _ = millis(command(java, "-XX:AOTCacheOutput=" + cache, rest));
    return command(java, "-XX:AOTCache=" + cache, rest);
  }

  private static List<String> command(String java, String option, List<String> rest) {
    List<String> line = new ArrayList<>(List.of(java, option));
    line.addAll(rest);
    return line;
  }

  private static double millis(List<String> command) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    int exit = process.waitFor();
    long end = System.nanoTime();
    if (exit != 0) {
      throw new IOException(String.join(" ", command) + ": exit code " + exit);
    }
    return (end - begin) / 1e6;
  }
}
