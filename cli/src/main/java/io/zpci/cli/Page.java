package io.zpci.cli;

import java.io.PrintWriter;

/**
 * Where a result is written for people.
 *
 * @param out takes the text
 * @param boxes whether lines are drawn with box characters; else the text is plain ASCII
 * @param colours whether text is coloured
 */
record Page(PrintWriter out, boolean boxes, boolean colours) {
  /** An empty line. */
  void line() {
    line("");
  }

  /** One line, ended by a newline on every system. */
  void line(String text) {
    out.print(text);
    out.print('\n');
  }

  /** {@code text}, coloured where this page has colours. */
  String inked(Ink ink, String text) {
    return colours ? ink.around(text) : text;
  }
}
