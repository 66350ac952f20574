package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The module table in docs/design.md is what the module descriptors and the folders say. */
class DesignPageTest {
  private static final Path PAGE = Pages.page("docs/design.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern NAME = Pattern.compile("\\bmodule\\s+([\\w.]+)\\s*\\{");
  private static final Pattern REQUIRES =
      Pattern.compile("\\brequires\\s+(?:(?:static|transitive)\\s+)*(io\\.zpci\\.[\\w.]+)\\s*;");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern DEPENDENCY =
      Pattern.compile(
          "<groupId>io\\.zpci</groupId>\\s*<artifactId>([^<]+)</artifactId>\\s*<scope>");

  /**
   * One row.
   *
   * @param module the module's folder
   * @param packages its packages, without {@code io.zpci.}
   * @param uses folders of the modules that it may use
   */
  private record Row(String module, Set<String> packages, Set<String> uses) {}

  private static List<Row> rows() {
    return Pages.table(PAGE, "module").stream()
        .map(cells -> new Row(folder(cells.get(0)), code(cells.get(1)), folders(cells.get(3))))
        .toList();
  }

  @Test
  void everyModuleHasItsRow() throws IOException {
    Set<String> modules = found(MODULE, Files.readString(Pages.page("pom.xml")));
    Set<String> rows =
        rows().stream().map(Row::module).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(modules, rows);
  }

  @Test
  void tableSaysWhatTheDescriptorsRequire() throws IOException {
    Map<String, String> folderOf = new TreeMap<>();
    Map<String, Set<String>> required = new TreeMap<>();
    for (Row row : rows()) {
      Path file = descriptor(row.module());
      if (Files.exists(file)) {
        String text = COMMENT.matcher(Files.readString(file)).replaceAll("");
        String name = found(NAME, text).iterator().next();
        folderOf.put(name, row.module());
        required.put(row.module(), found(REQUIRES, text));
      }
    }
    assertFalse(required.isEmpty());
    Map<String, Set<String>> expected = new TreeMap<>();
    required.forEach((module, names) ->
        expected.put(
            module,
            names.stream().map(folderOf::get).collect(Collectors.toCollection(TreeSet::new))));
    Map<String, Set<String>> actual = new TreeMap<>();
    for (Row row : rows()) {
      if (expected.containsKey(row.module())) {
        actual.put(row.module(), row.uses());
      }
    }
    assertEquals(expected, actual);
  }

  @Test
  void modulesWithoutDescriptorUseWhatTheirPomSays() throws IOException {
    for (Row row : rows()) {
      if (!Files.exists(descriptor(row.module()))) {
        String pom = Files.readString(Pages.page(row.module()).resolve("pom.xml"));
        assertEquals(found(DEPENDENCY, pom), row.uses(), row.module());
        assertEquals(Set.of(), row.packages(), row.module());
      }
    }
  }

  @Test
  void tableNamesEveryPackage() throws IOException {
    for (Row row : rows()) {
      if (Files.exists(descriptor(row.module()))) {
        assertEquals(packages(row.module()), row.packages(), row.module());
      }
    }
  }

  private static Set<String> packages(String module) throws IOException {
    Path sources = Pages.page(module).resolve("src/main/java/io/zpci");
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.endsWith("package-info.java"))
          .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static Path descriptor(String module) {
    return Pages.page(module).resolve("src/main/java/module-info.java");
  }

  private static String folder(String cell) {
    String name = code(cell).iterator().next();
    return name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
  }

  private static Set<String> folders(String cell) {
    return code(cell).stream()
        .map(name -> name.replace("/", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> code(String cell) {
    return found(CODE, cell);
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
