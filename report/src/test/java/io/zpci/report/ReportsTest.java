package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.machine.RunListener;
import io.zpci.trace.Operation;
import io.zpci.workload.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several reports of one run. */
class ReportsTest {
  @TempDir Path folder;

  private static void run(RunListener listener) {
    listener.route(Trees.start("own"));
    listener.operation(Trees.ran(1, Trees.cut(0, 8)));
    listener.notIssued(2, Issued.load(Operation.IOREAD, 0, 0, 8), "nobody");
  }

  private List<String> written() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void bothAreAsEachByItself() throws IOException {
    Path page = folder.resolve("page");
    Path picture = folder.resolve("picture");
    try (Reports reports = new Reports(Trees.HEADING, page, picture, null)) {
      run(reports);
      reports.write();
    }
    Path alone = folder.resolve("alone");
    try (HtmlReport report = new HtmlReport(Trees.HEADING)) {
      run(report);
      report.write(alone);
    }
    assertArrayEquals(Files.readAllBytes(alone), Files.readAllBytes(page));
    SvgReport report = new SvgReport(Trees.HEADING);
    run(report);
    report.write(alone);
    assertArrayEquals(Files.readAllBytes(alone), Files.readAllBytes(picture));
  }

  @Test
  void noneIsNone() throws IOException {
    try (Reports reports = new Reports(Trees.HEADING, null, null, null)) {
      run(reports);
      reports.write();
    }
    assertEquals(List.of(), written());
  }

  @Test
  void nothingIsWrittenWithoutTheWord() throws IOException {
    try (Reports reports =
        new Reports(Trees.HEADING, folder.resolve("a"), folder.resolve("b"), null)) {
      run(reports);
    }
    assertEquals(List.of(), written());
  }
}
