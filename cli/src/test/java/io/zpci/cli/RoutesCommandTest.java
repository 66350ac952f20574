package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What the command tells of routes, for programs. */
class RoutesCommandTest {
  @Test
  void promisesStandBehindTheRest() {
    assertTrue(
        line("lpar", "routes", "--json")
            .endsWith(
                "\"plug\":null,\"promises\":[\"whole-blocks\",\"handle-instructions\","
                    + "\"block-errors\",\"single-errors\",\"order\"]}"));
  }

  @Test
  void promisesFollowTheVersions() {
    assertTrue(line("bar-rw", "routes", "--json").endsWith("\"promises\":[\"order\"]}"));
    assertTrue(
        line("bar-rw", "routes", "--json", "--mio", "off")
            .endsWith("\"promises\":[\"handle-instructions\",\"order\"]}"));
    assertTrue(
        line("interpretation", "routes", "--json", "--qemu", "qemu-5.2")
            .endsWith("\"promises\":[]}"));
  }

  private static String line(String route, String... words) {
    Ran ran = Ran.zpci(words);
    assertEquals(0, ran.exit());
    List<String> found =
        ran.lines().stream()
            .filter(line -> line.startsWith("{\"route\":\"" + route + "\""))
            .toList();
    assertEquals(1, found.size());
    return found.getFirst();
  }
}
