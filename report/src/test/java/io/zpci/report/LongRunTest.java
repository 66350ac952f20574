package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hundred thousand operations make a page of reasonable size, in little memory. */
class LongRunTest {
  private static final int OPERATIONS = 100_000;

  /**
   * The trees of this run are about two million crossings: at fifty bytes each, which is less than
   * they need, twice as much as this.
   */
  private static final String HEAP = "-Xmx48m";

  @TempDir Path folder;

  @Test
  void hundredThousandOperationsNeedLittleMemory() throws IOException, InterruptedException {
    Path page = folder.resolve("long.html");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                LongRun.class.getName(),
                page.toString(),
                Integer.toString(OPERATIONS))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), said);
    String text = Files.readString(page);
    int start = text.indexOf("id=\"rows-data\"");
    long rows = text.substring(start, text.indexOf("</script>", start)).lines().count();
    assertTrue(rows >= OPERATIONS, "rows: " + rows);
    assertTrue(Files.size(page) < 8 << 20, "bytes: " + Files.size(page));
    String picture = Files.readString(Path.of(page + ".svg"));
    assertTrue(picture.contains("and 24999 more like it"), "the picture counts");
  }

  @Test
  void whatIsHeldDoesNotGrowWithLikeOperations() throws IOException {
    try (HtmlReport report = new HtmlReport(Trees.HEADING)) {
      report.route(Trees.start("own"));
      report.operation(Trees.ran(1, Trees.cut(0, 64)));
      int held = report.held();
      for (int i = 1; i <= 1000; i++) {
        // 256 on the same bytes come again
        report.operation(Trees.ran(i, Trees.cut(i * 256L, 64)));
      }
      assertEquals(held, report.held());
      report.operation(Trees.ran(1, Trees.cut(1, 64)));
      assertEquals(held + 1, report.held());
      assertEquals(List.of(6 + 1 + 1 + 2), List.of(report.held()));
    }
  }
}
