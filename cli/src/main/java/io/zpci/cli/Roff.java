package io.zpci.cli;

import java.util.List;

/** Text in roff with the man macros, as man and mandoc read it. */
final class Roff {
  /** The longest line that is written, where words can be parted. */
  private static final int WIDTH = 78;

  /** Stands for the escape that changes fonts, which text itself cannot. */
  private static final char FONT = '\u0001';

  private final StringBuilder out = new StringBuilder();

  /** Whether a heading or an item has just begun: its text follows without a break. */
  private boolean started;

  /** Whether text stands further in, as that of an item. */
  private boolean within;

  /** In bold, within an item. */
  static String bold(String text) {
    return FONT + "B" + text + FONT + "R";
  }

  /** In italics, within an item. */
  static String italic(String text) {
    return FONT + "I" + text + FONT + "R";
  }

  /** A line that nobody sees. */
  void comment(String text) {
    out.append(".\\\" ").append(text).append('\n');
  }

  /** The head: must be the first macro. */
  void title(String name, String section, String date, String source) {
    // A minus sign would make it no date.
    out.append(".TH ").append(name).append(' ').append(section).append(' ').append(date);
    out.append(" \"").append(inner(source)).append("\" \"User Commands\"\n");
  }

  /** A heading. */
  void section(String title) {
    macro("SH", title);
    started = true;
    within = false;
  }

  /** A heading below that. */
  void subsection(String title) {
    macro("SS", title);
    started = true;
    within = false;
  }

  /** A command line: {@code name} in bold, and what stands behind it. */
  void synopsis(String name, String rest) {
    out.append(".B ").append(escaped(name)).append('\n');
    if (!rest.isEmpty()) {
      lines(rest);
    }
    started = false;
  }

  /** What the next text explains; it stands further in. */
  void item(String head) {
    out.append(".TP\n").append(escaped(head)).append('\n');
    started = true;
    within = true;
  }

  /** Items are over: what follows stands against the margin again. */
  void margin() {
    within = false;
  }

  /** Paragraphs; the first one follows a heading or an item directly. */
  void paragraphs(String... texts) {
    for (String text : texts) {
      text(text);
    }
  }

  /** One paragraph. */
  void text(String text) {
    if (!started) {
      out.append(within ? ".IP\n" : ".PP\n");
    }
    started = false;
    lines(text);
  }

  /** Lines that are kept as they are; nothing where there are none. */
  void example(List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    out.append(started ? "" : ".PP\n").append(".RS 4\n.nf\n");
    for (String line : lines) {
      out.append(escaped(line)).append('\n');
    }
    out.append(".fi\n.RE\n");
    started = false;
  }

  /** A line for each sentence, which roff knows to be one by its end; long ones in several. */
  private void lines(String text) {
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split(" +", -1)) {
      if (!line.isEmpty() && line.length() + 1 + escaped(word).length() > WIDTH) {
        flush(line);
      }
      line.append(line.isEmpty() ? "" : " ").append(line.isEmpty() ? escaped(word) : inner(word));
      if (word.endsWith(".") && !word.endsWith("..")) {
        flush(line);
      }
    }
    flush(line);
  }

  private void flush(StringBuilder line) {
    if (!line.isEmpty()) {
      out.append(line).append('\n');
      line.setLength(0);
    }
  }

  private void macro(String name, String... arguments) {
    out.append('.').append(name);
    for (String argument : arguments) {
      out.append(" \"").append(inner(argument).replace("\"", "\\(dq")).append('"');
    }
    out.append('\n');
  }

  /** So that roff prints what {@code text} says, at the start of a line too. */
  private static String escaped(String text) {
    String inner = inner(text);
    return inner.startsWith(".") || inner.startsWith("'") ? "\\&" + inner : inner;
  }

  /** Signs that roff would make something else of. */
  private static String inner(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char sign = text.charAt(i);
      switch (sign) {
        case '\\' -> escaped.append("\\e");
        case '-' -> escaped.append("\\-");
        case '\'' -> escaped.append("\\(aq");
        case '`' -> escaped.append("\\(ga");
        case '^' -> escaped.append("\\(ha");
        case '~' -> escaped.append("\\(ti");
        case FONT -> escaped.append("\\f");
        default -> escaped.append(sign);
      }
    }
    return escaped.toString();
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
