package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.arch.Outcome;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Explainer;
import io.zpci.machine.Explanation;
import io.zpci.machine.Passthrough;
import io.zpci.machine.RouteReplay;
import io.zpci.machine.RouteSummary;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.machine.Talk;
import io.zpci.machine.TalkPlan;
import io.zpci.machine.TalkResult;
import io.zpci.nativedriver.CCompiler;
import io.zpci.nativedriver.NativeDriver;
import io.zpci.recording.Recording;
import io.zpci.route.LparRoute;
import io.zpci.route.Route;
import io.zpci.trace.Cost;
import io.zpci.trace.Operation;
import io.zpci.trace.Tap;
import io.zpci.verdict.GuestResult;
import io.zpci.verdict.Verdict;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Java and C shown in the pages are sources of these tests, verbatim, or the body of one of their
 * methods, and the example route of docs/routes.md runs. With {@code -Dzpci.docs.write=true} the
 * pages are rewritten from the sources.
 */
class DocsSnippetsTest {
  private static final Pattern MARKER = Pattern.compile("<!-- source: ([^#\\s]+)(?:#(\\w+))? -->");

  private static final Set<String> SHOWN = Set.of("java", "c");

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> shownJavaIsTheSource() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : Pages.all()) {
      // A project is made of these, and built: OutsideProjectTest.
      Collection<Pages.Block> files =
          page.equals(OutsideProject.PAGE) ? OutsideProject.files().values() : List.of();
      for (Pages.Block block : Pages.blocks(page)) {
        if (SHOWN.contains(block.kind()) && !files.contains(block)) {
          String place = Pages.name(page) + ":" + block.line();
          tests.add(DynamicTest.dynamicTest(place, () -> check(page, block, place)));
        }
      }
    }
    assertFalse(tests.isEmpty());
    // from the last on: what is written moves only what stands behind it
    return tests.reversed().stream();
  }

  private static void check(Path page, Pages.Block block, String place) throws IOException {
    List<String> lines = Pages.lines(page);
    Matcher marker = MARKER.matcher(block.line() < 2 ? "" : lines.get(block.line() - 2));
    assertTrue(marker.matches(), place + ": the line above names no source");
    List<String> source = Files.readAllLines(Pages.page(marker.group(1)));
    if (marker.group(2) != null) {
      source = body(source, marker.group(2));
    }
    if (Boolean.getBoolean("zpci.docs.write")) {
      List<String> written = new ArrayList<>(lines.subList(0, block.line()));
      written.addAll(source);
      written.addAll(lines.subList(block.line() + block.lines().size(), lines.size()));
      Files.write(page, written);
      return;
    }
    assertEquals(String.join("\n", source), String.join("\n", block.lines()), place);
  }

  /** What stands in the method with {@code name}, against the margin. */
  private static List<String> body(List<String> source, String name) {
    Pattern start = Pattern.compile("  .*\\b" + name + "\\(.*\\{");
    int at = 0;
    while (!start.matcher(source.get(at)).matches()) {
      at++;
    }
    List<String> body = new ArrayList<>();
    for (int i = at + 1; !source.get(i).equals("  }"); i++) {
      body.add(source.get(i).isEmpty() ? "" : source.get(i).substring(4));
    }
    return body;
  }

  /**
   * Each source in C that a page shows: compiled without a warning, called, and its answer right.
   */
  @ParameterizedTest
  @ValueSource(strings = {"read_gid", "plain_value", "host_order"})
  void shownCRuns(String name) {
    assumeTrue(CCompiler.find().isPresent(), CCompiler.ABSENT);
    boolean kernelCode = name.equals("read_gid");
    assumeTrue(
        !kernelCode || CCompiler.find().orElseThrow().hasBigEndianStructs(),
        "structs as on s390 need GCC");
    Path source = Pages.page("tests/src/test/c/" + name + ".c");
    Path library = CCompiler.find().orElseThrow().compile(source, folder, "-Wpedantic", "-Werror");
    Fabric fabric = new Fabric(1);
    IsmFunction function = fabric.add(0xa1b2_c3d4_e5f6_0718L, IsmFacts.plain(1));
    try (Arena arena = Arena.ofConfined();
        Passthrough guest =
            Passthrough.open(new LparRoute(), Stack.newest(), function, arena, Tap.NONE);
        NativeDriver driver = NativeDriver.load(library, guest)) {
      long gid = driver.as(ReadGidInCTest.Driver.class).readGid(driver.pdev());
      assertEquals(0xa1b2_c3d4_e5f6_0718L, gid);
    }
  }

  @Test
  void everySourceInCIsShown() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (Path page : Pages.all()) {
      for (Pages.Block block : Pages.blocks(page)) {
        Matcher marker = MARKER.matcher(Pages.lines(page).get(Math.max(block.line() - 2, 0)));
        if (block.kind().equals("c") && marker.matches()) {
          shown.add(marker.group(1));
        }
      }
    }
    try (Stream<Path> sources = Files.list(Pages.page("tests/src/test/c"))) {
      assertEquals(sources.map(Pages::name).collect(Collectors.toCollection(TreeSet::new)), shown);
    }
  }

  @Test
  void serviceLineMakesTheRouteAppear() throws Exception {
    assertTrue(Routes.named("forward").isEmpty());
    List<Route> routes = withServiceLine(Routes::all);
    assertEquals("forward", routes.getLast().name());
    assertEquals(Routes.all().size() + 1, routes.size());
  }

  @Test
  void exampleDeliversACommandHeader() throws Exception {
    Bytes header = Bytes.ofHex("0000000300000008");
    Issued issued = new Issued(Operation.PCISTB, 2, 0, 8, header, 0x10000, false);
    Explanation explanation =
        withServiceLine(() ->
            new Explainer(List.of(Routes.named("forward").orElseThrow()))
                .explain(Stack.newest(), DeviceModel.ISM, issued)
                .getFirst());
    assertEquals(Verdict.DELIVERED, explanation.judgement().verdict());
    assertEquals(new GuestResult.Instruction(Outcome.OK), explanation.guest());
    assertEquals(1, explanation.device().size());
    assertEquals(header, explanation.device().getFirst().data());
    assertNull(explanation.judgement().brokenBy());
  }

  @Test
  void exampleRefusesMio() throws Exception {
    Issued issued =
        new Issued(Operation.PCISTBI, 0, 0, 64, Bytes.counting(0x10, 64), 0x10000, false);
    Explanation explanation =
        new Explainer(List.of(new ForwardRoute()))
            .explain(Stack.newest(), DeviceModel.ISM, issued)
            .getFirst();
    assertEquals(Verdict.REFUSED, explanation.judgement().verdict());
    assertEquals("forward.2", explanation.judgement().rule());
    assertEquals("forwarder", Objects.requireNonNull(explanation.judgement().brokenBy()).name());
  }

  @Test
  void exampleDeliversAllOfTheTwoGuestRecording() {
    Recording recording = Recording.read(Pages.page("tests/recordings/ism-smcd-two-guests.jsonl"));
    RouteSummary summary =
        new RouteReplay(List.of(new ForwardRoute())).replay(recording, Stack.newest()).getFirst();
    assertTrue(summary.operations() > 226, "operations " + summary.operations());
    assertEquals(226, summary.blocks());
    assertEquals(summary.operations(), summary.delivered());
    assertNull(summary.firstBreak());
  }

  @Test
  void exampleCarriesAWholeTalk() {
    TalkPlan plan = new TalkPlan(256 << 10, 1, TalkPlan.MOST, 2, 1, IsmDriverVersion.newest(), 1);
    TalkResult forwarded = Talk.run(new ForwardRoute(), Stack.newest(), plan, _ -> {});
    TalkResult direct = Talk.run(new LparRoute(), Stack.newest(), plan, _ -> {});
    assertEquals(Verdict.DELIVERED, forwarded.verdict());
    assertNull(forwarded.firstBreak());
    assertNull(forwarded.why());
    assertEquals(256 << 10, forwarded.bytes());
    assertEquals(direct.blocks(), forwarded.blocks());
    assertEquals(direct.interrupts(), forwarded.interrupts());
    assertEquals(0, direct.cost(Cost.SIE_EXIT));
    assertTrue(forwarded.cost(Cost.SIE_EXIT) > forwarded.blocks());
  }

  /** Runs {@code call} where a class loader brings the service line that docs/routes.md shows. */
  private <T> T withServiceLine(Callable<T> call) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.write(services.resolve("io.zpci.route.Route"), List.of("io.zpci.tests.ForwardRoute"));
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    URL[] path = {folder.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(path, before)) {
      thread.setContextClassLoader(loader);
      return call.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
