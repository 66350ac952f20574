package io.zpci.report;

import java.io.Writer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON that can stand in a script element of a page: no character of it has a meaning in HTML, so
 * no text from outside ends the element.
 */
final class EmbeddedJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .characterEscapes(new NoMarkup())
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build();

  private EmbeddedJson() {}

  /** A generator that writes to {@code out}, which stays open. */
  static JsonGenerator to(Writer out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  /** The JSON's own escapes, and those of the characters that HTML knows. */
  private static final class NoMarkup extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    private final int[] escapes = standardAsciiEscapesForJSON();

    NoMarkup() {
      for (char each : new char[] {'<', '>', '&', '\''}) {
        escapes[each] = ESCAPE_STANDARD;
      }
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return escapes;
    }

    /** Other characters stand for themselves. */
    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null;
    }
  }
}
