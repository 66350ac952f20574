package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The failures that pages show are those of real tests. A block below {@code <!-- failure: SOURCE
 * -->} is what the one test in SOURCE, a class of these tests, fails with. Below {@code <!--
 * failure: FILE ATTRIBUTES -->} it is what the page's own FILE fails with once its {@code
 * PassthroughTest} has these attributes. With {@code -Dzpci.docs.write=true} the blocks are
 * rewritten.
 */
class ShownFailuresTest {
  private static final String WORD = "failure";
  private static final String ANNOTATION = "@PassthroughTest";
  private static final Path SOURCES = Pages.page("tests/src/test/java");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> shownFailuresAreReal() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : Pages.all()) {
      for (String what : Pages.marked(page, WORD).keySet()) {
        tests.add(DynamicTest.dynamicTest(Pages.name(page) + " " + what, () -> check(page, what)));
      }
    }
    assertFalse(tests.isEmpty());
    return tests.stream();
  }

  private void check(Path page, String what) throws Exception {
    Pages.Block block = Pages.marked(page, WORD).get(what);
    String failure = what.contains(" ") ? changed(page, what) : fails(ownClass(what));
    if (Boolean.getBoolean("zpci.docs.write")) {
      List<String> lines = Pages.lines(page);
      List<String> written = new ArrayList<>(lines.subList(0, block.line()));
      written.addAll(failure.lines().toList());
      written.addAll(lines.subList(block.line() + block.lines().size(), lines.size()));
      Files.write(page, written);
      return;
    }
    assertEquals(failure, String.join("\n", block.lines()));
  }

  private static Class<?> ownClass(String source) throws ClassNotFoundException {
    String name = SOURCES.relativize(Pages.page(source)).toString();
    return Class.forName(name.replace(".java", "").replace('/', '.'));
  }

  /** Compiles the page's project with the file that {@code what} names changed, and runs that. */
  private String changed(Path page, String what) throws Exception {
    int space = what.indexOf(' ');
    String changed = what.substring(0, space);
    String attributes = "(" + what.substring(space + 1) + ")";
    Path sources = Files.createDirectories(folder.resolve("sources"));
    List<String> arguments = new ArrayList<>(List.of("-proc:none", "-cp", classPath(), "-d"));
    Path classes = folder.resolve("classes");
    arguments.add(classes.toString());
    for (Map.Entry<String, Pages.Block> file : Pages.marked(page, "file").entrySet()) {
      if (file.getKey().endsWith(".java")) {
        String text = String.join("\n", file.getValue().lines());
        if (file.getKey().equals(changed)) {
          text = text.replaceFirst(ANNOTATION + "\\b", ANNOTATION + attributes);
        }
        Path source = sources.resolve(Path.of(file.getKey()).getFileName());
        arguments.add(Files.writeString(source, text).toString());
      }
    }
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new)));
    String name =
        Path.of("src/test/java").relativize(Path.of(changed)).toString().replace(".java", "");
    URL[] urls = {classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      return fails(loader.loadClass(name.replace('/', '.')));
    }
  }

  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** What the one test of {@code type} fails with. */
  private static String fails(Class<?> type) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(type))
            .build();
    List<Optional<Throwable>> thrown = new ArrayList<>();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  thrown.add(result.getThrowable());
                }
              }
            });
    assertEquals(1, thrown.size());
    return thrown.getFirst().orElseThrow().getMessage();
  }
}
