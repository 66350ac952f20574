package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.nativedriver.CCompiler;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A project outside this repository, made of what docs/getting-started.md shows and of the
 * installed artifacts alone, compiles, and its tests pass: the first one in Java and the one in C.
 *
 * <p>Maven works with a local repository that holds the project's artifacts. Everything else comes
 * from the local repository of whoever runs this, as from a remote one; the network is asked only
 * for what is not there.
 */
class OutsideProjectTest {
  private static final Pattern CASE =
      Pattern.compile(
          "<testcase name=\"([^\"(]+)[^\"]*\" classname=\"example\\.(\\w+)\"[^>]*?(/?)>");

  @TempDir Path folder;

  @Test
  void firstTestsOfTheGettingStartedPageRun() throws Exception {
    Optional<Path> maven = maven();
    assumeTrue(maven.isPresent(), "no mvn on the PATH");
    Path repository = folder.resolve("repository");
    new LocalRepository(repository).install("testkit");
    Path project = folder.resolve("project");
    OutsideProject.write(project);
    Path settings = Files.writeString(folder.resolve("settings.xml"), settings());

    Run run = run(maven.get(), project, settings, repository, "-o");
    if (run.code() != 0 && run.said().contains("in offline mode")) {
      run = run(maven.get(), project, settings, repository);
    }
    assertEquals(0, run.code(), run.said());

    Set<String> expected =
        new TreeSet<>(
            Set.of(
                "CommandsTest.payloadArrivesBeforeTheHeader",
                "EveryRouteTest.commandArrivesWhole",
                "OwnFunctionTest.functionIsOfTheTestsFabric"));
    if (CCompiler.find().isPresent()) {
      expected.add("CommandsInCTest.payloadArrivesBeforeTheHeader");
    }
    assertEquals(expected, passed(project.resolve("target/surefire-reports")), run.said());
  }

  @Test
  void pageNamesTheVersionOfThisProject() {
    String pom = String.join("\n", OutsideProject.files().get("pom.xml").lines());
    assertTrue(
        pom.contains("<version>" + LocalRepository.version() + "</version>"),
        LocalRepository.version());
  }

  private record Run(int code, String said) {}

  private Run run(Path maven, Path project, Path settings, Path repository, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(maven.toString());
    command.addAll(List.of("-B", "-ntp", "-gs", settings.toString()));
    command.add("-Dmaven.repo.local=" + repository);
    // Offline, files are still read.
    command.add("-Daether.offline.protocols=file");
    command.addAll(List.of(options));
    command.add("test");
    Path log = folder.resolve("maven.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    // What a Maven above this one was told is not for this one.
    List.of("MAVEN_ARGS", "MAVEN_OPTS", "MAVEN_PROJECTBASEDIR", "JDK_JAVA_OPTIONS")
        .forEach(builder.environment()::remove);
    Process process = builder.start();
    boolean ended = process.waitFor(10, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    String said = Files.readString(log, StandardCharsets.UTF_8);
    return new Run(ended ? process.exitValue() : -1, said);
  }

  /** {@code Class.method} of each test that ran and did not fail. */
  private static Set<String> passed(Path reports) throws IOException {
    Set<String> passed = new TreeSet<>();
    try (Stream<Path> files = Files.list(reports)) {
      for (Path report : files.filter(file -> file.toString().endsWith(".xml")).toList()) {
        String text = Files.readString(report);
        Matcher test = CASE.matcher(text);
        while (test.find()) {
          int end = test.group(3).isEmpty() ? text.indexOf("</testcase>", test.end()) : test.end();
          String inside = text.substring(test.end(), end);
          boolean fine = Stream.of("<failure", "<error", "<skipped").noneMatch(inside::contains);
          if (fine) {
            passed.add(test.group(2) + "." + test.group(1));
          }
        }
      }
    }
    return passed;
  }

  /** The local repository of whoever runs this, as a remote one. */
  private static String settings() {
    String local =
        System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository");
    String here =
        """
        <id>here</id>
        <url>%s</url>
        <releases><checksumPolicy>ignore</checksumPolicy></releases>
        <snapshots><enabled>false</enabled></snapshots>
        """
            .formatted(Path.of(local).toUri());
    return """
    <settings>
      <profiles>
        <profile>
          <id>here</id>
          <repositories><repository>%1$s</repository></repositories>
          <pluginRepositories><pluginRepository>%1$s</pluginRepository></pluginRepositories>
        </profile>
      </profiles>
      <activeProfiles><activeProfile>here</activeProfile></activeProfiles>
    </settings>
    """
        .formatted(here);
  }

  private static Optional<Path> maven() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(each -> !each.isEmpty())
        .map(each -> Path.of(each, "mvn"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
