package io.zpci.tests;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Which module may use which. The table below is the rule; the module descriptors, the poms and the
 * classes are held against it. A new module gets a row, and nothing else here needs to change.
 */
class ModuleTableTest {
  /**
   * One module.
   *
   * @param name its name in {@code module-info.java}
   * @param packages the packages that live in it, without {@code io.zpci.}; each with all below it
   * @param requires the directories of the modules that its descriptor requires
   */
  private record Row(String name, Set<String> packages, Set<String> requires) {
    String[] patterns() {
      return packages.stream().map(p -> "io.zpci." + p + "..").toArray(String[]::new);
    }
  }

  /** Directory of the module, to its row; lower modules first. */
  private static final Map<String, Row> TABLE =
      Map.ofEntries(
          Map.entry(
              "zpci",
              new Row(
                  "io.zpci.core",
                  Set.of(
                      "arch",
                      "storage",
                      "function",
                      "firmware",
                      "linux",
                      "dma",
                      "interrupt",
                      "trace"),
                  Set.of())),
          Map.entry(
              "vfio-pci",
              new Row("io.zpci.vfiopci", Set.of("vfio", "vmm", "route"), Set.of("zpci"))),
          Map.entry("ism-device", new Row("io.zpci.ismdevice", Set.of("ism"), Set.of("zpci"))),
          Map.entry(
              "guest-driver", new Row("io.zpci.guestdriver", Set.of("guest"), Set.of("zpci"))),
          Map.entry(
              "machine",
              new Row(
                  "io.zpci.machine",
                  Set.of("fault", "machine", "recording", "verdict", "workload"),
                  Set.of("zpci", "vfio-pci", "ism-device", "guest-driver"))),
          Map.entry(
              "native-driver",
              new Row(
                  "io.zpci.nativedriver",
                  Set.of("nativedriver"),
                  Set.of("zpci", "vfio-pci", "ism-device", "guest-driver", "machine"))),
          Map.entry(
              "vfio-user",
              new Row(
                  "io.zpci.vfiouser",
                  Set.of("vfiouser", "posix", "blocks"),
                  Set.of("zpci", "vfio-pci"))),
          Map.entry(
              "serve",
              new Row(
                  "io.zpci.serve",
                  Set.of("serve"),
                  Set.of("zpci", "vfio-pci", "ism-device", "machine", "vfio-user"))),
          Map.entry(
              "scenario",
              new Row(
                  "io.zpci.scenario",
                  Set.of("scenario", "catalogue", "logs"),
                  Set.of(
                      "zpci", "vfio-pci", "ism-device", "guest-driver", "machine", "vfio-user"))),
          Map.entry(
              "report",
              new Row(
                  "io.zpci.report",
                  Set.of("report", "diff"),
                  Set.of("zpci", "vfio-pci", "machine"))),
          Map.entry(
              "testkit",
              new Row(
                  "io.zpci.testkit",
                  Set.of("testkit"),
                  Set.of(
                      "zpci",
                      "vfio-pci",
                      "ism-device",
                      "guest-driver",
                      "machine",
                      "native-driver"))),
          Map.entry(
              "cli",
              new Row(
                  "io.zpci.cli",
                  Set.of("cli"),
                  Set.of(
                      "zpci",
                      "vfio-pci",
                      "ism-device",
                      "guest-driver",
                      "machine",
                      "native-driver",
                      "vfio-user",
                      "serve",
                      "scenario",
                      "report"))),
          Map.entry(
              "bench",
              new Row(
                  "io.zpci.bench",
                  Set.of("bench"),
                  Set.of(
                      "zpci",
                      "ism-device",
                      "guest-driver",
                      "machine",
                      "native-driver",
                      "vfio-pci",
                      "vfio-user",
                      "serve"))));

  /** Modules without main code, hence without a descriptor. */
  private static final Set<String> ONLY_TESTS = Set.of("tests", "examples");

  /** Packages of modules that never see one another; who puts them together is the machine. */
  private static final Map<String, List<String>> STRANGERS =
      Map.of(
          "vfio-pci", List.of("io.zpci.vfio..", "io.zpci.vmm..", "io.zpci.route.."),
          "ism-device", List.of("io.zpci.ism.."),
          "guest-driver", List.of("io.zpci.guest.."));

  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern NAME = Pattern.compile("\\bmodule\\s+([\\w.]+)\\s*\\{");
  private static final Pattern REQUIRES =
      Pattern.compile("\\brequires\\s+(?:(?:static|transitive)\\s+)*(io\\.zpci\\.[\\w.]+)\\s*;");
  private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\n]*");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.zpci");

  @Test
  void everyModuleOfThePomHasItsRow() throws IOException {
    Set<String> modules = new TreeSet<>(find(MODULE, Files.readString(root().resolve("pom.xml"))));
    modules.removeAll(ONLY_TESTS);
    assertEquals(new TreeSet<>(TABLE.keySet()), modules);
  }

  @Test
  void descriptorsRequireWhatTheTableSays() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    Map<String, String> actual = new TreeMap<>();
    for (Map.Entry<String, Row> entry : TABLE.entrySet()) {
      Row row = entry.getValue();
      Path file = root().resolve(entry.getKey()).resolve("src/main/java/module-info.java");
      String text = COMMENT.matcher(Files.readString(file)).replaceAll("");
      expected.put(entry.getKey(), row.name() + " requires " + names(row.requires()));
      actual.put(
          entry.getKey(),
          String.join(",", find(NAME, text)) + " requires " + new TreeSet<>(find(REQUIRES, text)));
    }
    assertEquals(expected, actual);
  }

  @Test
  void noModuleRequiresItselfInARing() {
    // What a row requires must have a row, and following the rows must end.
    for (String directory : TABLE.keySet()) {
      assertTrue(!below(directory).contains(directory), directory + " requires itself");
    }
  }

  @Test
  void everyPackageHasItsRow() {
    assertTrue(!CLASSES.isEmpty(), "no classes of io.zpci on the class path");
    String[] known =
        TABLE.values().stream().flatMap(row -> Stream.of(row.patterns())).toArray(String[]::new);
    classes()
        .should()
        .resideInAnyPackage(known)
        .as("a class of io.zpci lives in a package that the table names")
        .check(CLASSES);
  }

  @TestFactory
  Stream<DynamicTest> lowerNeverDependsOnHigher() {
    return TABLE.keySet().stream()
        .sorted()
        .map(directory ->
            DynamicTest.dynamicTest(
                directory,
                () -> {
                  Set<String> allowed = below(directory);
                  allowed.add(directory);
                  String[] forbidden =
                      TABLE.entrySet().stream()
                          .filter(other -> !allowed.contains(other.getKey()))
                          .flatMap(other -> Stream.of(other.getValue().patterns()))
                          .toArray(String[]::new);
                  noClasses()
                      .that()
                      .resideInAnyPackage(TABLE.get(directory).patterns())
                      .should()
                      .dependOnClassesThat(resideInAnyPackage(forbidden))
                      .because(directory + " may use only " + new TreeSet<>(below(directory)))
                      .allowEmptyShould(true)
                      .check(CLASSES);
                }));
  }

  @TestFactory
  Stream<DynamicTest> strangersStayStrangers() {
    return STRANGERS.keySet().stream()
        .sorted()
        .map(module ->
            DynamicTest.dynamicTest(
                module,
                () -> {
                  String[] others =
                      STRANGERS.entrySet().stream()
                          .filter(other -> !other.getKey().equals(module))
                          .flatMap(other -> other.getValue().stream())
                          .toArray(String[]::new);
                  noClasses()
                      .that()
                      .resideInAnyPackage(STRANGERS.get(module).toArray(String[]::new))
                      .should()
                      .dependOnClassesThat(resideInAnyPackage(others))
                      .because("who puts these modules together is the machine")
                      .allowEmptyShould(true)
                      .check(CLASSES);
                }));
  }

  /** Everything that a module reaches by following the rows. */
  private static Set<String> below(String directory) {
    Set<String> reached = new TreeSet<>();
    List<String> next = List.copyOf(TABLE.get(directory).requires());
    while (!next.isEmpty()) {
      next =
          next.stream()
              .filter(reached::add)
              .flatMap(one -> TABLE.get(one).requires().stream())
              .toList();
    }
    return reached;
  }

  private static Set<String> names(Collection<String> directories) {
    return directories.stream()
        .map(directory -> TABLE.get(directory).name())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> find(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** The root of the repository: the directory above this module's. */
  private static Path root() {
    // Surefire sets basedir; an IDE may start in the module or in the root.
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("bin/zpci"))) {
      here = here.getParent();
    }
    return here;
  }
}
