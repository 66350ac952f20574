package io.zpci.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows under headings, each column as wide as its widest cell. */
final class Table {
  private static final String GAP = "  ";

  private final List<Column> columns = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();

  private record Column(String heading, boolean right) {}

  /** What stands in one place of a table. */
  record Cell(String text, Ink ink) {
    /** Without a colour; nothing for null. */
    static Cell of(@Nullable String text) {
      return new Cell(text == null ? "" : text, Ink.PLAIN);
    }

    /** A number. */
    static Cell of(long number) {
      return of(Long.toString(number));
    }
  }

  /** One more column, of text. */
  Table text(String heading) {
    columns.add(new Column(heading, false));
    return this;
  }

  /** One more column, of numbers. */
  Table number(String heading) {
    columns.add(new Column(heading, true));
    return this;
  }

  /** One more row, with a cell for each column. */
  void row(Cell... cells) {
    row(Arrays.asList(cells));
  }

  /** One more row, with a cell for each column. */
  void row(List<Cell> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(columns.size() + " cells expected, got " + cells.size());
    }
    rows.add(List.copyOf(cells));
  }

  /** Prints headings and rows: in a box where the page draws boxes, else in plain columns. */
  void print(Page page) {
    int[] widths = widths(true);
    List<Cell> headings =
        columns.stream().map(column -> new Cell(column.heading(), Ink.BOLD)).toList();
    if (page.boxes()) {
      page.line(rule(widths, "┌─", "─┬─", "─┐", "─"));
      page.line(boxed(page, headings, widths));
      page.line(rule(widths, "├─", "─┼─", "─┤", "─"));
      for (List<Cell> row : rows) {
        page.line(boxed(page, row, widths));
      }
      page.line(rule(widths, "└─", "─┴─", "─┘", "─"));
      return;
    }
    page.line(spaced(page, headings, widths));
    page.line(rule(widths, "", GAP, "", "-"));
    for (List<Cell> row : rows) {
      page.line(spaced(page, row, widths));
    }
  }

  /** Prints the rows alone, each behind {@code indent}. */
  void printRows(Page page, String indent) {
    int[] widths = widths(false);
    for (List<Cell> row : rows) {
      page.line(indent + spaced(page, row, widths));
    }
  }

  private int[] widths(boolean headings) {
    int[] widths = new int[columns.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = headings ? columns.get(i).heading().length() : 0;
      for (List<Cell> row : rows) {
        widths[i] = Math.max(widths[i], row.get(i).text().length());
      }
    }
    return widths;
  }

  private String boxed(Page page, List<Cell> row, int[] widths) {
    StringBuilder line = new StringBuilder("│");
    for (int i = 0; i < widths.length; i++) {
      line.append(' ').append(padded(page, i, row.get(i), widths[i])).append(" │");
    }
    return line.toString();
  }

  /** The row without spaces at its end: empty cells at the end take no room. */
  private String spaced(Page page, List<Cell> row, int[] widths) {
    int last = widths.length - 1;
    while (last > 0 && row.get(last).text().isEmpty()) {
      last--;
    }
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < last; i++) {
      line.append(padded(page, i, row.get(i), widths[i])).append(GAP);
    }
    Cell end = row.get(last);
    int width = columns.get(last).right() ? widths[last] : end.text().length();
    return line.append(padded(page, last, end, width)).toString();
  }

  private String padded(Page page, int column, Cell cell, int width) {
    String blanks = " ".repeat(width - cell.text().length());
    String text = page.inked(cell.ink(), cell.text());
    return columns.get(column).right() ? blanks + text : text + blanks;
  }

  private static String rule(int[] widths, String left, String between, String right, String line) {
    List<String> parts = new ArrayList<>();
    for (int width : widths) {
      parts.add(line.repeat(width));
    }
    return left + String.join(between, parts) + right;
  }
}
