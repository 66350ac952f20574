package io.zpci.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The colours of reports, from palette.css: each for a light and a dark page. A page takes the file
 * as it is; a picture that stands alone gets the values, since few viewers of SVG know variables.
 */
final class Palette {
  private static final Pattern COLOUR =
      Pattern.compile("(--[a-z-]+): light-dark\\((#[0-9a-f]+), (#[0-9a-f]+)\\);");

  private final String source;

  private Palette(String source) {
    this.source = source;
  }

  /** The colours that are shipped. */
  static Palette shipped() {
    return new Palette(Resources.text("palette.css"));
  }

  /**
   * {@code style}, with the light values, and behind it with the dark ones where dark is wanted.
   */
  String resolve(String style) {
    String dark = resolve(style, 3);
    return resolve(style, 2) + "@media (prefers-color-scheme: dark) {\n" + dark + "}\n";
  }

  private String resolve(String style, int group) {
    String resolved = style;
    Matcher colour = COLOUR.matcher(source);
    while (colour.find()) {
      resolved = resolved.replace("var(" + colour.group(1) + ")", colour.group(group));
    }
    return resolved;
  }
}
