package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The colours: enough contrast in both themes, as WCAG 2.2 1.4.3 and 1.4.11 measure it. */
class PaletteTest {
  private static final Pattern COLOUR =
      Pattern.compile("--([a-z-]+): light-dark\\(#([0-9a-f]{6}), #([0-9a-f]{6})\\);");

  private static Map<String, Integer> colours(int theme) {
    Map<String, Integer> colours = new LinkedHashMap<>();
    Matcher colour = COLOUR.matcher(Resources.text("palette.css"));
    while (colour.find()) {
      colours.put(colour.group(1), Integer.parseInt(colour.group(theme), 16));
    }
    assertEquals(16, colours.size());
    return colours;
  }

  private static double luminance(int colour) {
    double[] weights = {0.2126, 0.7152, 0.0722};
    double luminance = 0;
    for (int i = 0; i < 3; i++) {
      double part = (colour >> 16 - 8 * i & 0xff) / 255.0;
      luminance +=
          weights[i] * (part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4));
    }
    return luminance;
  }

  private static double contrast(int one, int other) {
    double a = luminance(one) + 0.05;
    double b = luminance(other) + 0.05;
    return Math.max(a, b) / Math.min(a, b);
  }

  @Test
  void blackOnWhiteIs21() {
    assertEquals(21, contrast(0, 0xffffff), 0.001);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void textIsReadableOnEveryGround(int theme) {
    Map<String, Integer> colours = colours(theme);
    for (String ground : List.of("ground", "raised", "sunk", "chosen")) {
      for (String text : List.of("ink", "quiet", "accent", "refused")) {
        double contrast = contrast(colours.get(text), colours.get(ground));
        assertTrue(contrast >= 4.5, text + " on " + ground + ": " + contrast);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void signsStandOut(int theme) {
    Map<String, Integer> colours = colours(theme);
    for (String sign : List.of("delivered", "cut", "corrupted", "refused", "lost", "unavailable")) {
      for (String ground : List.of("ground", "raised", "chosen")) {
        double contrast = contrast(colours.get(sign), colours.get(ground));
        assertTrue(contrast >= 3, sign + " on " + ground + ": " + contrast);
      }
      double line = contrast(colours.get(sign), colours.get("sign-ink"));
      assertTrue(line >= 3, "line in " + sign + ": " + line);
    }
  }

  @Test
  void picturesGetValuesForBothThemes() {
    String style = Palette.shipped().resolve(".op { fill: var(--ink); }\n");
    assertEquals(
        ".op { fill: #1b2126; }\n@media (prefers-color-scheme: dark) {\n.op { fill: #e4e8eb; }\n}\n",
        style);
  }

  @Test
  void noColourIsLeftUnknown() {
    assertFalse(Palette.shipped().resolve(Resources.text("ladder.css")).contains("var("));
  }
}
