package io.zpci.tests.browser;

import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteReplay;
import io.zpci.machine.RouteStart;
import io.zpci.machine.Routes;
import io.zpci.machine.RunListener;
import io.zpci.machine.Stack;
import io.zpci.recording.Recording;
import io.zpci.report.HtmlReport;
import io.zpci.report.RunHeading;
import io.zpci.workload.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The runs whose pages are opened. */
final class ReportedRuns {
  private static final String RECORDING = "tests/recordings/ism-smcd-two-guests.jsonl";

  private ReportedRuns() {}

  /** The root of the repository. */
  static Path root() {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("bin/zpci"))) {
      here = here.getParent();
    }
    return here;
  }

  /** The two-guest recording on all routes. */
  static Path twoGuests(Path file) throws IOException {
    RunHeading heading =
        new RunHeading(
            "ism-smcd-two-guests.jsonl", "zpci replay " + RECORDING + " --route all", "zpci", "line");
    try (HtmlReport report = new HtmlReport(heading)) {
      replay(report);
      report.write(file);
    }
    return file;
  }

  private static void replay(RunListener listener) {
    Recording recording = Recording.read(root().resolve(RECORDING));
    new RouteReplay(Routes.all()).replay(recording, Stack.newest(), listener);
  }

  /** The same again and again, each route's operations behind each other, {@code operations} in all. */
  static Path again(Path file, int operations) throws IOException {
    List<RouteStart> routes = new ArrayList<>();
    List<List<RanOperation>> ran = new ArrayList<>();
    replay(
        new RunListener() {
          @Override
          public void route(RouteStart start) {
            routes.add(start);
            ran.add(new ArrayList<>());
          }

          @Override
          public void operation(RanOperation operation) {
            ran.getLast().add(operation);
          }

          @Override
          public void notIssued(int line, Issued issued, String why) {
            throw new IllegalStateException(why);
          }
        });
    RunHeading heading = new RunHeading("again and again", "zpci replay", "zpci", "line");
    int most = ran.getFirst().size();
    try (HtmlReport report = new HtmlReport(heading)) {
      int told = 0;
      for (int route = 0; route < routes.size(); route++) {
        report.route(routes.get(route));
        int upTo = (int) ((long) operations * (route + 1) / routes.size());
        for (int i = 0; told < upTo; i++, told++) {
          RanOperation each = ran.get(route).get(i % most);
          int line = each.line() + i / most * 1000;
          report.operation(
              new RanOperation(line, each.issued(), each.told(), each.hands(), each.judgement()));
        }
      }
      report.write(file);
    }
    return file;
  }
}
