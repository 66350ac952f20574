package io.zpci.report;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JsonGenerator;

/**
 * A JSON array that is longer than memory should be: its elements go to a temporary file as they
 * come, and from there to where they belong.
 */
final class Spool implements AutoCloseable {
  private final Path file;
  private final Writer writer;
  private final JsonGenerator json;

  /** An empty array. */
  Spool() throws IOException {
    file = Files.createTempFile("zpci-report", ".json");
    writer = Output.writer(file);
    json = EmbeddedJson.to(writer);
    json.writeStartArray();
  }

  /** Takes the next elements; only between two of them does an element begin a line. */
  JsonGenerator json() {
    return json;
  }

  /** Ends the line, so that the file stays readable for people. */
  void endLine() {
    json.writeRaw('\n');
  }

  /** Ends the array and copies it to {@code out}. */
  void copyTo(Writer out) {
    try {
      json.writeEndArray();
      json.close();
      writer.close();
      try (Reader in = Files.newBufferedReader(file)) {
        in.transferTo(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    writer.close();
    Files.deleteIfExists(file);
  }
}
