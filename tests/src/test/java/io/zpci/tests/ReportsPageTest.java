package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.LinuxVersion;
import io.zpci.machine.DeviceModel;
import io.zpci.machine.Explainer;
import io.zpci.machine.RouteReplay;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.report.ExplainedRun;
import io.zpci.report.HtmlReport;
import io.zpci.report.RunHeading;
import io.zpci.report.SvgReport;
import io.zpci.route.Route;
import io.zpci.trace.Operation;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What docs/reports.md says is so: the fields of a page's data, and the picture. With {@code
 * -Dzpci.docs.write=true} the picture is drawn anew.
 */
class ReportsPageTest {
  private static final Path PAGE = Pages.page("docs/reports.md");

  /** Objects whose fields are names of the run. */
  private static final Set<String> NAMES =
      Set.of("routes[].verdicts", "routes[].arrived", "routes[].crossings", "routes[].costs");

  @TempDir Path folder;

  @Test
  void fieldsOfTheDataAreThose() throws IOException {
    Set<String> found = new TreeSet<>();
    fields("", run(), found);
    Set<String> told =
        Pages.table(PAGE, "field").stream()
            .map(row -> row.getFirst().replace("`", ""))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(String.join("\n", told), String.join("\n", found));
  }

  private JsonNode run() throws IOException {
    Path file = folder.resolve("report.html");
    Recording recording = Recording.read(Pages.page("tests/recordings/ism-smcd-two-guests.jsonl"));
    try (HtmlReport report = new HtmlReport(new RunHeading("", "", "", null))) {
      new RouteReplay(Routes.all()).replay(recording, Stack.newest(), report);
      report.write(file);
    }
    Matcher data =
        Pattern.compile("id=\"run-data\">(.*?)</script>", Pattern.DOTALL)
            .matcher(Files.readString(file));
    assertTrue(data.find());
    return new JsonMapper().readTree(data.group(1));
  }

  private static void fields(String path, JsonNode node, Set<String> found) {
    if (node.isArray()) {
      node.forEach(each -> fields(path + "[]", each, found));
    } else if (node.isObject()) {
      node.properties()
          .forEach(each -> {
            String name = NAMES.contains(path) ? "*" : each.getKey();
            fields(path.isEmpty() ? name : path + "." + name, each.getValue(), found);
          });
    } else {
      found.add(path);
    }
  }

  @Test
  void pictureIsWhatTheCommandDraws() throws IOException {
    Path drawn = folder.resolve("explain.svg");
    Stack newest = Stack.newest();
    LinuxVersion of2020 =
        LinuxVersion.all().stream()
            .filter(each -> each.name().equals("linux-5.10"))
            .findFirst()
            .orElseThrow();
    Stack stack =
        new Stack(newest.qemu(), of2020, newest.guest(), newest.hostOrder(), false, false);
    List<Route> routes = List.of(Routes.named("bar-rw").orElseThrow());
    Issued issued =
        new Issued(Operation.PCISTB, 0, 0, 64, Bytes.counting(0x10, 64), 0x10000, false);
    SvgReport report =
        new SvgReport(
            new RunHeading(
                "pcistb 0 0x0 64 to ism",
                "zpci explain pcistb 0 0 64 --route bar-rw --host linux-5.10 --mio off",
                "zpci",
                null));
    ExplainedRun.tell(
        report, issued, new Explainer(routes).explain(stack, DeviceModel.ISM, issued));
    report.write(drawn);
    Path kept = Pages.page("docs/explain.svg");
    if (Boolean.getBoolean("zpci.docs.write")) {
      Files.copy(drawn, kept, StandardCopyOption.REPLACE_EXISTING);
    }
    assertEquals(Files.readString(kept), Files.readString(drawn));
  }
}
