package io.zpci.report;

import io.zpci.machine.RanOperation;
import io.zpci.machine.RouteStart;
import io.zpci.machine.RunListener;
import io.zpci.workload.Issued;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reports that one run is to be told to: a page, a picture, a trace, or none of them. */
public final class Reports implements RunListener, AutoCloseable {
  private final @Nullable Path htmlFile;
  private final @Nullable Path svgFile;
  private final @Nullable HtmlReport html;
  private final @Nullable SvgReport svg;
  private final @Nullable PerfettoFile perfetto;
  private final List<RunListener> listeners = new ArrayList<>();

  /**
   * Reports that are to be written.
   *
   * @param htmlFile where the page goes; null for none
   * @param svgFile where the picture goes; null for none
   * @param perfettoFile where the trace goes; null for none
   * @throws IOException where there is no room for temporary files, or the trace cannot be written
   */
  public Reports(
      RunHeading heading,
      @Nullable Path htmlFile,
      @Nullable Path svgFile,
      @Nullable Path perfettoFile)
      throws IOException {
    this.htmlFile = htmlFile;
    this.svgFile = svgFile;
    html = htmlFile == null ? null : new HtmlReport(heading);
    svg = svgFile == null ? null : new SvgReport(heading);
    perfetto = perfettoFile == null ? null : new PerfettoFile(perfettoFile, heading.title());
    if (html != null) {
      listeners.add(html);
    }
    if (svg != null) {
      listeners.add(svg);
    }
    if (perfetto != null) {
      listeners.add(perfetto.trace());
    }
  }

  @Override
  public void route(RouteStart start) {
    listeners.forEach(each -> each.route(start));
  }

  @Override
  public void operation(RanOperation ran) {
    listeners.forEach(each -> each.operation(ran));
  }

  @Override
  public void notIssued(int line, Issued issued, String why) {
    listeners.forEach(each -> each.notIssued(line, issued, why));
  }

  /**
   * Writes them when the run is over; once.
   *
   * @throws FileSystemException with the file and the reason, where page or picture cannot be
   *     written; what was there is as it was
   * @throws IOException where the trace cannot be written
   */
  public void write() throws IOException {
    if (html != null && htmlFile != null) {
      html.write(htmlFile);
    }
    if (svg != null && svgFile != null) {
      svg.write(svgFile);
    }
    if (perfetto != null) {
      perfetto.write();
    }
  }

  @Override
  public void close() throws IOException {
    try (PerfettoFile _ = perfetto) {
      if (html != null) {
        html.close();
      }
    }
  }
}
