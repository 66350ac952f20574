package io.zpci.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands as whole processes, start to end, against a picocli command that does nothing and that
 * has an AOT cache of its own: in turns, so that what the machine does meanwhile meets all of them.
 *
 * <p>The hello has picocli as it is published, whose class files are too old for an AOT cache. Our
 * launcher raises them; so there is a second hello, whose picocli was raised in the same way.
 */
final class StartSuite implements Suite {
  private static final double GOAL_EXPLAIN = 1.3;
  private static final double GOAL_REPLAY = 3;

  /** Places of the commands in a round. */
  private static final int HELLO = 0;

  private static final int RAISED = 1;
  private static final int EXPLAIN = 2;
  private static final int REPLAY = 3;

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
    String zpci = root.resolve("bin/zpci").toString();
    List<String> explain = List.of(zpci, "explain", "pcistb", "2", "0", "8");
    Path recording = root.resolve("tests/recordings/ism-smcd-two-guests.jsonl");
    List<String> replay = List.of(zpci, "replay", recording.toString(), "--route", "all", "-q");
    // It builds what is not built: the jar that has what raises picocli's class files, too.
    double _ = millis(explain);
    try (TemporaryFolder folder = new TemporaryFolder()) {
      Path picocli = jar("picocli");
      Path zpciJar = root.resolve("cli/target/quick/run/zpci.jar");
      List<List<String>> commands =
          List.of(
              hello(picocli, folder.resolve("hello.aot")),
              hello(
                  raised(zpciJar, picocli, folder.resolve("raised.jar")),
                  folder.resolve("raised.aot")),
              explain,
              replay);
      int times = sampling.choose(10, 30);
      double[][] millis = new double[commands.size()][times];
      // The first two rounds warm the caches of files.
      for (int i = -2; i < times; i++) {
        for (int each = 0; each < millis.length; each++) {
          double took = millis(commands.get(each));
          if (i >= 0) {
            millis[each][i] = took;
          }
        }
      }
      Samples hello = Samples.of(millis[HELLO]);
      Samples raised = Samples.of(millis[RAISED]);
      String explained = "zpci explain start to end, to a picocli hello";
      String replayed = "the two-guest recording through all routes, to a picocli hello";
      return List.of(
          Row.of("start.explain", explained, Samples.of(millis[EXPLAIN]), hello, GOAL_EXPLAIN),
          Row.of("start.replay", replayed, Samples.of(millis[REPLAY]), hello, GOAL_REPLAY),
          Row.of(
              "start.hello-raised", "a picocli hello that is raised, to one", raised, hello, null),
          Row.of(
              "start.explain.raised",
              explained + " that is raised",
              Samples.of(millis[EXPLAIN]),
              raised,
              null),
          Row.of(
              "start.replay.raised",
              replayed + " that is raised",
              Samples.of(millis[REPLAY]),
              raised,
              null));
    }
  }

  /** A copy of {@code picocli}, made by what the launcher raises the classes of {@code jar} by. */
  private static Path raised(Path jar, Path picocli, Path to)
      throws IOException, InterruptedException {
    double _ =
        millis(
            List.of(
                java(),
                "-cp",
                jar.toString(),
                "io.zpci.cli.JarUpgrade",
                picocli.toString(),
                to.toString()));
    return to;
  }

  /** The jar {@code name} that this runs with. */
  private static Path jar(String name) {
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path file = Path.of(part);
      if (String.valueOf(file.getFileName()).matches(name + "(-[0-9].*)?\\.jar")) {
        return file;
      }
    }
    throw new IllegalStateException("no " + name + ".jar on the class path");
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** The command line of a hello whose AOT cache has been made. */
  private static List<String> hello(Path picocli, Path cache)
      throws IOException, InterruptedException {
    List<String> rest =
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            jar("bench") + File.pathSeparator + picocli,
            HelloCommand.class.getName());
    double _ = millis(command("-XX:AOTCacheOutput=" + cache, rest));
    return command("-XX:AOTCache=" + cache, rest);
  }

  private static List<String> command(String option, List<String> rest) {
    List<String> line = new ArrayList<>(List.of(java(), option));
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
