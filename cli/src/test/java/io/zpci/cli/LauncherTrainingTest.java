package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher makes of its trainings, however they end: in a checkout with a made-up JDK. */
class LauncherTrainingTest {
  private static final String LOOK = "25+1-Nobody-look.aot";
  private static final String WORK = "25+1-Nobody-work.aot";

  /** Trains as $TRAINING says; as a command it says what cache it starts from. */
  private static final String JAVA =
      """
      #!/bin/sh
      case "$*" in
        *io.zpci.cli.JarUpgrade*) exit 1 ;;
        *io.zpci.cli.Training*) ;;
        *)
          echo "$1"
          exit
          ;;
      esac
      file=${1#-XX:AOTCacheOutput=}
      case $TRAINING in
        hangs)
          echo half >"$file.config"
          echo half >"$file"
          exec sleep 600
          ;;
        killed)
          echo half >"$file.config"
          echo half >"$file"
          kill -TERM $$
          ;;
        fails) exit 1 ;;
        works)
          echo cache >"$file"
          exit 3
          ;;
      esac
      """;

  @TempDir private Path directory;

  private Path root;
  private Path caches;

  @BeforeEach
  void checkout() throws IOException {
    root = directory.resolve("checkout");
    caches = root.resolve("cli/target/quick/run");
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("bin/zpci"))) {
      here = here.getParent();
    }
    program(root.resolve("bin/zpci"), Files.readString(here.resolve("bin/zpci")));
    program(directory.resolve("jdk/bin/java"), JAVA);
    program(directory.resolve("jdk/bin/javac"), "");
    Files.writeString(
        directory.resolve("jdk/release"),
        "JAVA_RUNTIME_VERSION=\"25+1\"\nIMPLEMENTOR=\"Nobody\"\n");
    program(directory.resolve("bin/mvn"), "#!/bin/sh\necho jar >cli/target/quick/zpci.jar\n");
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Process start(String training) throws IOException {
    ProcessBuilder launcher =
        new ProcessBuilder(root.resolve("bin/zpci").toString(), "help")
            .redirectError(directory.resolve("err").toFile());
    Map<String, String> environment = launcher.environment();
    environment.put("JAVA_HOME", directory.resolve("jdk").toString());
    environment.put(
        "PATH", directory.resolve("bin") + File.pathSeparator + environment.get("PATH"));
    environment.put("TRAINING", training);
    Process process = launcher.start();
    process.getOutputStream().close();
    return process;
  }

  /** Starts {@code zpci help}; the cache that it starts from, or the option that says none. */
  private String cache(String training) throws IOException, InterruptedException {
    Process process = start(training);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> said);
    return said.strip().replace(caches + File.separator, "");
  }

  /** All but the jar and its stamp. */
  private List<String> trained() throws IOException {
    try (Stream<Path> files = Files.list(caches)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.contains(".aot"))
          .sorted()
          .toList();
    }
  }

  @Test
  void aTrainingThatIsInterruptedIsMadeUpFor() throws IOException, InterruptedException {
    Process process = start("hangs");
    while (!Files.exists(caches.resolve(LOOK + ".new"))
        || !Files.exists(caches.resolve(WORK + ".new"))) {
      assertTrue(process.isAlive());
      Thread.sleep(20);
    }
    List<ProcessHandle> trainings = process.children().toList();
    assertEquals(2, trainings.size());
    process.destroy();
    assertEquals(143, process.waitFor());
    assertEquals(List.of(), trained());
    for (ProcessHandle each : trainings) {
      // Nobody writes a cache behind the next start's back.
      each.onExit().join();
    }

    assertEquals("-XX:AOTCache=" + LOOK, cache("works"));
    assertEquals(List.of(LOOK, WORK), trained());
    assertEquals("cache\n", Files.readString(caches.resolve(LOOK)));
    assertEquals("-XX:AOTCache=" + LOOK, cache("fails"));
  }

  @Test
  void aTrainingThatSomebodyKilledIsTriedAgain() throws IOException, InterruptedException {
    assertEquals("-Xshare:auto", cache("killed"));
    assertEquals(List.of(), trained());
    assertEquals("-XX:AOTCache=" + LOOK, cache("works"));
  }

  @Test
  void aTrainingThatFailsIsNotTriedAgain() throws IOException, InterruptedException {
    assertEquals("-Xshare:auto", cache("fails"));
    assertEquals(List.of(LOOK, WORK), trained());
    assertEquals("-Xshare:auto", cache("works"));
    assertEquals(0, Files.size(caches.resolve(WORK)));
  }
}
