package io.zpci.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The pages of documentation: README.md and everything below docs/. */
final class Pages {
  private static final String FENCE = "```";

  private Pages() {}

  /**
   * A fenced block of a page.
   *
   * @param kind what stands behind the opening fence: {@code console}, {@code java}, {@code text}
   * @param line number of the opening fence, from 1
   * @param lines what stands between the fences
   */
  record Block(String kind, int line, List<String> lines) {
    Block {
      lines = List.copyOf(lines);
    }
  }

  /** The root of the repository. */
  static Path root() {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("bin/zpci"))) {
      here = here.getParent();
    }
    return here;
  }

  /** A page by its path from the root. */
  static Path page(String name) {
    return root().resolve(name);
  }

  /** Every page, README.md first. */
  static List<Path> all() {
    List<Path> pages = new ArrayList<>();
    pages.add(page("README.md"));
    try (Stream<Path> found = Files.walk(page("docs"))) {
      found.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pages;
  }

  /** The page's path from the root, for messages. */
  static String name(Path page) {
    return root().relativize(page).toString();
  }

  static List<String> lines(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The page's fenced blocks, in order. */
  static List<Block> blocks(Path page) {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = lines(page);
    int open = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith(FENCE)) {
        continue;
      }
      if (open < 0) {
        open = i;
      } else {
        String kind = lines.get(open).substring(FENCE.length()).strip();
        blocks.add(new Block(kind, open + 1, lines.subList(open + 1, i)));
        open = -1;
      }
    }
    if (open >= 0) {
      throw new IllegalStateException(name(page) + ":" + (open + 1) + ": the block has no end");
    }
    return blocks;
  }

  /**
   * The blocks of {@code page} with a line {@code <!-- word: what -->} above, by what it says
   * there.
   */
  static Map<String, Block> marked(Path page, String word) {
    List<String> lines = lines(page);
    Map<String, Block> marked = new LinkedHashMap<>();
    for (Block block : blocks(page)) {
      String above = block.line() < 2 ? "" : lines.get(block.line() - 2);
      String start = "<!-- " + word + ": ";
      if (above.startsWith(start) && above.endsWith(" -->")) {
        String what = above.substring(start.length(), above.length() - " -->".length());
        if (marked.put(what, block) != null) {
          throw new IllegalStateException(name(page) + ": " + word + " " + what + " twice");
        }
      }
    }
    return marked;
  }

  /**
   * The rows of the table whose heading row starts with {@code heading}, each as its cells without
   * the spaces around them.
   */
  static List<List<String>> table(Path page, String heading) {
    List<String> lines = lines(page);
    int start = 0;
    while (start < lines.size() && !lines.get(start).startsWith("| " + heading + " |")) {
      start++;
    }
    if (start == lines.size()) {
      throw new IllegalStateException(name(page) + ": no table that starts with " + heading);
    }
    List<List<String>> rows = new ArrayList<>();
    // the line below the headings is the one with the dashes
    for (int i = start + 2; i < lines.size() && lines.get(i).startsWith("|"); i++) {
      String row = lines.get(i).strip();
      List<String> cells = new ArrayList<>();
      for (String cell : row.substring(1, row.length() - 1).split("\\|", -1)) {
        cells.add(cell.strip());
      }
      rows.add(cells);
    }
    return rows;
  }
}
