package io.zpci.report;

import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.machine.RunListener;
import io.zpci.workload.Issued;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/**
 * A run as one page: an HTML file that needs nothing else, neither network nor server. Its first
 * screen holds one sentence on the first operation that broke, in the element {@code first-break}.
 *
 * <p>It is written as the run goes, to a temporary file; in memory stays what is the same of many
 * operations, so that a run of 100,000 is no trouble. Tell it of the run, {@link #write}, close.
 * See docs/reports.md for the data in the page.
 */
public final class HtmlReport implements RunListener, AutoCloseable {
  private final RunHeading heading;
  private final RunData data;

  /**
   * A page of a run that is told to it.
   *
   * @throws IOException where there is no room for temporary files
   */
  public HtmlReport(RunHeading heading) throws IOException {
    this.heading = heading;
    this.data = new RunData();
  }

  @Override
  public void route(RouteStart start) {
    data.route(start);
  }

  @Override
  public void operation(RanOperation ran) {
    data.operation(ran);
  }

  @Override
  public void notIssued(int line, Issued issued, String why) {
    data.notIssued(line, issued, why);
  }

  /**
   * Writes the page when the run is over; once.
   *
   * @throws FileSystemException where {@code file} cannot be written; what was there is as it was
   */
  public void write(Path file) throws FileSystemException {
    Output.write(file, out -> Page.write(heading, data, out));
  }

  /** How many values are held for the operations so far, those of temporary files not counted. */
  int held() {
    return data.shapes().all().size()
        + data.fates().size()
        + data.judgements().size()
        + data.contentsKept();
  }

  /** Deletes the temporary files. */
  @Override
  public void close() throws IOException {
    data.close();
  }
}
