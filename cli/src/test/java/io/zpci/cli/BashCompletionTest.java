package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.Routes;
import io.zpci.route.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a real bash makes of the script. */
class BashCompletionTest {
  @TempDir Path folder;

  @BeforeEach
  void thereIsBash() throws Exception {
    assumeTrue(
        Shells.has("bash") && Shells.run(folder, "bash", "-c", "type mapfile compopt").exit() == 0,
        "no bash 4 on the PATH");
    Ran ran = Ran.zpci("completion", "bash");
    assertEquals(0, ran.exit(), ran.err());
    Files.writeString(folder.resolve("zpci"), ran.out());
  }

  /** What bash completes where the last of {@code words} is being typed. */
  private List<String> completed(String... words) throws Exception {
    List<Object> line = new ArrayList<>();
    line.add(Shells.unpacked(folder, "completions.bash"));
    line.add(folder.resolve("zpci"));
    line.addAll(Arrays.asList(words));
    Shells.Said said = Shells.run(folder, "bash", line.toArray());
    return said.lines();
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "zpci ex, explain",
        "zpci -v ex, explain",
        "zpci --color always ex, explain",
        "zpci --color a, auto always",
        "zpci --color = al, always",
        "zpci --vers, --version",
        "zpci help ex, explain",
        "zpci completion z, zsh",
        "zpci explain pcis, pcistg pcistb pcistgi pcistbi",
        "zpci explain pcistb --mi, --mio --mio-mapping",
        "zpci explain --mio o, on off",
        "zpci explain --mio = of, off",
        "zpci -q explain --mio off pwr, pwrite",
        "zpci explain --device m, memory",
        "zpci explain --host-endian l, le",
        "zpci explain --json --route bar, bar-rw",
        "zpci serve --blocks g, gdbstub",
        "zpci serve --qemu qemu-10, qemu-10.2",
        "zpci rules R-02, R-02",
        "zpci explain pcistb 2 0 8 x, -",
        "zpci explain --data 1, -",
        "zpci nonsense x, -",
      })
  void words(String line, String expected) throws Exception {
    List<String> wanted = expected == null ? List.of() : List.of(expected.split(" "));
    assertEquals(wanted, completed(line.split(" ")));
  }

  @Test
  void theWordsAreTheProgramsOwn() throws Exception {
    assertEquals(Commands.names(), completed("zpci", ""));
    assertEquals(
        LinuxVersion.all().stream().map(LinuxVersion::name).toList(),
        completed("zpci", "explain", "--host", ""));
    List<String> routes = Routes.all().stream().map(Route::name).toList();
    assertEquals(routes, completed("zpci", "shrink", "--route", ""));
    List<String> withAll = new ArrayList<>(List.of("all"));
    withAll.addAll(routes);
    assertEquals(withAll, completed("zpci", "explain", "--route", ""));
  }

  @Test
  void files() throws Exception {
    Files.writeString(folder.resolve("a b.jsonl"), "");
    Files.writeString(folder.resolve("a.jsonl"), "");
    assertEquals(
        new TreeSet<>(List.of("compopt -o filenames", "a b.jsonl", "a.jsonl")),
        new TreeSet<>(completed("zpci", "replay", "a")));
    assertEquals(
        new TreeSet<>(List.of("compopt -o filenames", "a b.jsonl", "a.jsonl")),
        new TreeSet<>(completed("zpci", "replay", "x.jsonl", "y.jsonl", "--route", "all", "a")));
    assertEquals(
        List.of("compopt -o filenames", "a.jsonl"), completed("zpci", "fuzz", "--recording", "a."));
  }

  @Test
  void theScriptIsCleanShell() throws Exception {
    assumeTrue(Shells.has("shellcheck"), "no shellcheck on the PATH");
    Shells.Said said = Shells.run(folder, "shellcheck", folder.resolve("zpci"));
    assertEquals(new Shells.Said(0, ""), said);
  }
}
