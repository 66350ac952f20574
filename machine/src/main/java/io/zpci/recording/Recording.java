package io.zpci.recording;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.JsonNode;

/**
 * A recording of the real stack: JSON Lines, the first of which is a header. Format: {@code
 * docs/recordings.md}.
 *
 * @param file where it was read from, for messages
 * @param header the first line
 * @param lines all others, in order
 */
public record Recording(String file, Line header, List<Line> lines) {
  private static final String CUT_OFF =
      "the last line ends in the middle: the recording was cut off here";

  public Recording {
    lines = List.copyOf(lines);
  }

  /** The header's {@code kind}. */
  public String kind() {
    return header.text("kind");
  }

  /**
   * Reads a recording.
   *
   * @throws RecordingException where the file cannot be read or is not a recording; nothing is half
   *     read
   */
  public static Recording read(Path file) throws RecordingException {
    String name = file.toString();
    List<String> text;
    try {
      text = Files.readAllLines(file);
    } catch (NoSuchFileException e) {
      throw new RecordingException(name, 0, "no such file");
    } catch (MalformedInputException e) {
      throw new RecordingException(name, 0, "not a text file in UTF-8");
    } catch (IOException e) {
      throw new RecordingException(name, 0, "cannot be read: " + e.getMessage());
    }
    return parse(name, text);
  }

  /** Reads a recording from its lines; {@code file} is for messages. */
  public static Recording parse(String file, List<String> text) throws RecordingException {
    List<Line> lines = new ArrayList<>(text.size());
    for (int i = 0; i < text.size(); i++) {
      if (text.get(i).isBlank()) {
        continue;
      }
      JsonNode node;
      try {
        node = JsonText.read(text.get(i));
      } catch (JacksonException e) {
        boolean cut =
            e instanceof StreamReadException
                && i + 1 == text.size()
                && text.get(i).startsWith("{")
                && !text.get(i).stripTrailing().endsWith("}");
        throw new RecordingException(
            file, i + 1, cut ? CUT_OFF : "not a JSON object (" + e.getOriginalMessage() + ")");
      }
      if (!node.isObject()) {
        throw new RecordingException(file, i + 1, "a JSON object was expected");
      }
      lines.add(new Line(file, i + 1, node));
    }
    if (lines.isEmpty()) {
      throw new RecordingException(file, 1, "empty; a header line was expected");
    }
    Line header = lines.getFirst();
    if (!header.has("recording") || !header.has("kind")) {
      throw new RecordingException(
          file, 1, "no header: \"recording\" and \"kind\" were expected in the first line");
    }
    if (header.number("recording") != 1) {
      throw new RecordingException(
          file, 1, "recording format 1 was expected, got " + header.number("recording"));
    }
    return new Recording(file, header, lines.subList(1, lines.size()));
  }
}
