package io.zpci.cli;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** JSON Lines: one object a line, ASCII only. */
final class JsonLines implements AutoCloseable {
  private final PrintWriter out;
  private final JsonGenerator json;
  private boolean written;

  /** Objects go to {@code out}, which stays open. */
  JsonLines(PrintWriter out) {
    this.out = out;
    json =
        JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .rootValueSeparator("\n")
            .build()
            .createGenerator(ObjectWriteContext.empty(), out);
  }

  /** One line, with the fields that {@code body} writes. */
  void object(Consumer<JsonLines> body) {
    value(body);
    written = true;
  }

  private void value(Consumer<JsonLines> body) {
    json.writeStartObject();
    body.accept(this);
    json.writeEndObject();
  }

  /** A text, or null. */
  JsonLines field(String name, @Nullable String value) {
    json.writeName(name);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeString(value);
    }
    return this;
  }

  /** A number. */
  JsonLines field(String name, long value) {
    json.writeName(name);
    json.writeNumber(value);
    return this;
  }

  /** Nanoseconds as seconds, with six digits behind the point. */
  JsonLines seconds(String name, long nanos) {
    json.writeName(name);
    json.writeNumber(BigDecimal.valueOf(nanos / 1000, 6));
    return this;
  }

  /** A number of 64 bits without a sign. */
  JsonLines unsigned(String name, long value) {
    if (value >= 0) {
      return field(name, value);
    }
    json.writeName(name);
    json.writeNumber(new BigInteger(Long.toUnsignedString(value)));
    return this;
  }

  /** A truth. */
  JsonLines field(String name, boolean value) {
    json.writeName(name);
    json.writeBoolean(value);
    return this;
  }

  /** An array of texts. */
  JsonLines texts(String name, List<String> values) {
    json.writeName(name);
    json.writeStartArray();
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
    return this;
  }

  /** An array of numbers. */
  JsonLines numbers(String name, List<Integer> values) {
    json.writeName(name);
    json.writeStartArray();
    for (int value : values) {
      json.writeNumber(value);
    }
    json.writeEndArray();
    return this;
  }

  /** An object. */
  JsonLines object(String name, Consumer<JsonLines> body) {
    json.writeName(name);
    value(body);
    return this;
  }

  /** Null. */
  JsonLines none(String name) {
    json.writeName(name);
    json.writeNull();
    return this;
  }

  /** An array of objects, one for each element. */
  <T> JsonLines objects(String name, List<T> elements, Consumer<T> body) {
    json.writeName(name);
    json.writeStartArray();
    for (T element : elements) {
      json.writeStartObject();
      body.accept(element);
      json.writeEndObject();
    }
    json.writeEndArray();
    return this;
  }

  @Override
  public void close() {
    json.close();
    if (written) {
      out.print('\n');
    }
  }
}
