package io.zpci.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run of the command inside this process. */
record Ran(int exit, String out, String err) {
  /** Runs {@code zpci args..} away from a terminal. */
  static Ran zpci(String... args) {
    return zpci(false, false, null, args);
  }

  /** Runs {@code zpci args..} in a project that stands in {@code home}. */
  static Ran at(Path home, String... args) {
    return zpci(false, false, home, args);
  }

  static Ran zpci(boolean terminal, boolean noColor, @Nullable Path home, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(new PrintWriter(out), new PrintWriter(err), terminal, noColor, home);
    return new Ran(Main.run(surroundings, args), out.toString(), err.toString());
  }

  /** The result's lines. */
  List<String> lines() {
    return out.lines().toList();
  }

  /** What {@code print} writes on a page. */
  static String page(boolean boxes, boolean colours, Consumer<Page> print) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    print.accept(new Page(out, boxes, colours));
    out.flush();
    return text.toString();
  }

  /** What {@code print} writes on a plain page. */
  static String plain(Consumer<Page> print) {
    return page(false, false, print);
  }

  /** What {@code write} writes as JSON Lines. */
  static String json(Consumer<JsonLines> write) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    try (JsonLines lines = new JsonLines(out)) {
      write.accept(lines);
    }
    out.flush();
    return text.toString();
  }
}
