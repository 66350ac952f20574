package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the launcher says of commands is true of them. */
class LauncherTest {
  private static final Pattern LOOKS = Pattern.compile("(?m)^    (\\w+(?: \\| [\\w-]+)+)\\) ;;$");

  private static String launcher() throws IOException {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("bin/zpci"))) {
      here = here.getParent();
    }
    return Files.readString(here.resolve("bin/zpci"));
  }

  private static String group(String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(launcher());
    assertTrue(matcher.find(), pattern);
    return matcher.group(1);
  }

  /** The commands that start with the cache of those that look at one thing. */
  private static List<String> looks() throws IOException {
    return List.of(group(LOOKS.pattern()).split(" \\| ", -1));
  }

  private static List<String> training(String kind) throws IOException {
    return group("(?s)\\nTRAINING_" + kind + "='(.*?)'\\n").lines().toList();
  }

  @Test
  void theCommandsThatLookAreThese() throws IOException {
    assertEquals(
        List.of("completion", "doctor", "explain", "help", "routes", "rules", "versions"), looks());
    assertTrue(Commands.names().containsAll(looks()));
  }

  @Test
  void eachCacheIsTrainedByCommandsThatUseIt() throws IOException {
    for (String line : training("LOOK")) {
      assertTrue(looks().contains(line.split(" ", -1)[0]), line);
    }
    for (String line : training("WORK")) {
      String command = line.split(" ", -1)[0];
      assertTrue(Commands.names().contains(command), line);
      assertTrue(!looks().contains(command), line);
    }
  }

  @Test
  void whatTrainsIsNoUsageError() throws IOException {
    for (String line : training("LOOK")) {
      assertEquals(0, Ran.zpci(line.split(" ", -1)).exit(), line);
    }
  }
}
