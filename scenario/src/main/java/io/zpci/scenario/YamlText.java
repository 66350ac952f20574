package io.zpci.scenario;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** From a file to values that know where they stand. */
final class YamlText {
  /** More than a hundred thousand steps, one a line. */
  private static final int MOST = 16 << 20;

  private YamlText() {}

  /** The text of {@code file}. */
  static String of(Path file) {
    byte[] bytes;
    try {
      if (Files.isDirectory(file)) {
        throw new ScenarioException(file.toString(), "a file was expected, got a directory");
      }
      if (Files.size(file) > MOST) {
        throw tooLong(file.toString());
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException _) {
      throw new ScenarioException(file.toString(), "a file was expected, there is none");
    } catch (IOException e) {
      throw new ScenarioException(file.toString(), "it cannot be read: " + e.getMessage());
    }
    return decoded(file.toString(), bytes);
  }

  private static ScenarioException tooLong(String file) {
    return new ScenarioException(file, "at most " + (MOST >> 20) + " MiB were expected, got more");
  }

  /** The text that {@code bytes} are in UTF-8. */
  static String decoded(String file, byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    String text = out.toString();
    if (result.isError()) {
      int bad = bytes[in.position()] & 0xff;
      throw new ScenarioException(
          place(file, text, text.length()),
          "a text in UTF-8 was expected, got byte 0x%02x".formatted(bad));
    }
    return text;
  }

  /** The place of the character at {@code index}. */
  private static Place place(String file, String text, int index) {
    String before = text.substring(0, index);
    int line = (int) before.chars().filter(c -> c == '\n').count();
    String here = before.substring(before.lastIndexOf('\n') + 1);
    return new Place(file, line + 1, here.codePointCount(0, here.length()) + 1);
  }

  /** The value that {@code text} is. */
  static Field value(String file, String text) {
    if (text.length() > MOST) {
      throw tooLong(file);
    }
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      if (!StreamReader.isPrintable(text.codePointAt(i))) {
        throw new ScenarioException(
            place(file, text, i),
            "a character of a text was expected, got U+%04X".formatted(text.codePointAt(i)));
      }
    }
    Place start = new Place(file, 1, 1);
    try {
      return new Field(
          file,
          "scenario",
          root(file, text)
              .orElseThrow(
                  () -> new ScenarioException(start, "a scenario was expected, got nothing")));
    } catch (MarkedYamlEngineException e) {
      Place place = e.getProblemMark().map(mark -> Field.place(file, mark)).orElse(start);
      throw new ScenarioException(place, "YAML was expected, got none: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new ScenarioException(start, "YAML was expected, got none: " + e.getMessage());
    }
  }

  private static Optional<Node> root(String file, String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setUseMarks(true).setCodePointLimit(MOST).build();
    StreamReader reader = new StreamReader(settings, text);
    return new Composer(settings, new CheckedParser(file, new ParserImpl(settings, reader)))
        .getSingleNode();
  }
}
