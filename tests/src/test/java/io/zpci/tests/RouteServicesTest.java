package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.machine.Routes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A route is declared twice, for the class path and for the module path; both declarations say the
 * same.
 */
class RouteServicesTest {
  private static final Path MAIN = Pages.page("vfio-pci/src/main");
  private static final Pattern PROVIDES =
      Pattern.compile("provides\\s+[\\w.]*Route\\s+with([^;]+);");

  @Test
  void bothDeclarationsNameTheSameRoutes() throws IOException {
    String descriptor = Files.readString(MAIN.resolve("java/module-info.java"));
    Matcher provides = PROVIDES.matcher(descriptor);
    assertTrue(provides.find());
    assertEquals(
        serviceLines().stream().map(RouteServicesTest::simple).toList(),
        Arrays.stream(provides.group(1).split(","))
            .map(String::strip)
            .map(RouteServicesTest::simple)
            .toList());
  }

  @Test
  void everyDeclaredRouteIsFound() throws IOException {
    assertEquals(
        serviceLines().stream().sorted().toList(),
        Routes.all().stream().map(route -> route.getClass().getName()).sorted().toList());
  }

  private static List<String> serviceLines() throws IOException {
    return Files.readAllLines(MAIN.resolve("resources/META-INF/services/io.zpci.route.Route"))
        .stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
