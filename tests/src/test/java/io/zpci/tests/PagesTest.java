package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages name and link is there. */
class PagesTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");

  /**
   * A class, perhaps with a member: {@code `Outcome`}, {@code `Request.after`}, {@code
   * `LinuxVersion.Vfio`}.
   */
  private static final Pattern CLASS =
      Pattern.compile("`([A-Z][A-Za-z]*[a-z][A-Za-z]*)(?:\\.[A-Za-z_]+)?(?:\\([^`]*\\))?`");

  private static final List<String> LIBRARIES =
      List.of(
          "java.lang.",
          "java.lang.foreign.",
          "java.lang.invoke.",
          "java.util.",
          "java.nio.",
          "org.junit.jupiter.api.",
          "org.mockito.",
          "org.mockito.junit.jupiter.",
          "org.mockito.stubbing.");

  @Test
  void everyLinkLeadsSomewhere() {
    Set<String> dead = new TreeSet<>();
    for (Path page : Pages.all()) {
      for (String target : found(LINK, page)) {
        if (!target.contains("://") && !Files.exists(page.getParent().resolve(target))) {
          dead.add(Pages.name(page) + " links " + target);
        }
      }
    }
    assertEquals(Set.of(), dead);
  }

  @Test
  void everyClassThatIsNamedIsThere() throws IOException {
    Set<String> sources = sources();
    Set<String> missing = new TreeSet<>();
    for (Path page : Pages.all()) {
      for (String name : found(CLASS, page)) {
        if (!sources.contains(name) && !isOfALibrary(name)) {
          missing.add(Pages.name(page) + " names " + name);
        }
      }
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void everyClassInTheDrawingIsThere() throws IOException {
    Pattern word = Pattern.compile("\\b([A-Z][a-z]+(?:[A-Z][a-z]+)+)\\b");
    Set<String> sources = sources();
    Pages.Block drawing =
        Pages.blocks(Pages.page("docs/design.md")).stream()
            .filter(block -> block.kind().equals("text"))
            .findFirst()
            .orElseThrow();
    Set<String> named =
        word.matcher(String.join("\n", drawing.lines()))
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> missing = new TreeSet<>(named);
    missing.removeAll(sources);
    assertEquals(Set.of(), missing);
  }

  /** Simple names of all classes of the project that stand in a file of their own. */
  private static Set<String> sources() throws IOException {
    try (Stream<Path> files = Files.walk(Pages.root())) {
      return files
          .filter(file -> file.toString().endsWith(".java") && file.toString().contains("src"))
          .map(file -> file.getFileName().toString().replace(".java", ""))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static boolean isOfALibrary(String name) {
    for (String library : LIBRARIES) {
      try {
        Class.forName(library + name, false, PagesTest.class.getClassLoader());
        return true;
      } catch (ClassNotFoundException e) {
        // the next one may have it
      }
    }
    return false;
  }

  private static List<String> found(Pattern pattern, Path page) {
    return pattern
        .matcher(String.join("\n", Pages.lines(page)))
        .results()
        .map(match -> match.group(1))
        .toList();
  }
}
