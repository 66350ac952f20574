package io.zpci.recording;

import io.zpci.storage.Layouts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Lines of a recording while they come into being: one JSON object a line. It is used again and
 * again, so that after a first round a line allocates nothing. Not thread safe.
 */
public final class LineBuffer {
  private static final JsonFactory FACTORY = JsonFactory.builder().rootValueSeparator("").build();
  private static final HexFormat HEX = HexFormat.of();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
  private final JsonGenerator json =
      FACTORY.createGenerator(ObjectWriteContext.empty(), bytes, JsonEncoding.UTF8);
  private char[] digits = new char[64];
  private boolean open;

  /** No line. */
  public LineBuffer() {}

  /** Begins a line; the one before is ended. */
  public LineBuffer begin() {
    end();
    json.writeStartObject();
    open = true;
    return this;
  }

  /** Whether a line was begun and not ended: fields may be added. */
  public boolean isOpen() {
    return open;
  }

  /** A text. */
  public LineBuffer text(String name, String value) {
    json.writeName(name);
    json.writeString(value);
    return this;
  }

  /** A number of 64 bits without sign, written in decimal. */
  public LineBuffer number(String name, long value) {
    json.writeName(name);
    if (value >= 0) {
      json.writeNumber(value);
    } else {
      json.writeNumber(new BigInteger(Long.toUnsignedString(value)));
    }
    return this;
  }

  /** Seconds, with six places. */
  public LineBuffer seconds(String name, long nanos) {
    json.writeName(name);
    json.writeNumber(Math.floorDiv(nanos, 1000) / 1e6);
    return this;
  }

  /** A number of 64 bits, written as text in hex with 0x. */
  public LineBuffer hex(String name, long value) {
    json.writeName(name);
    int count = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 3) / 4);
    digits[0] = '0';
    digits[1] = 'x';
    for (int i = 0; i < count; i++) {
      digits[2 + i] = HEX.toLowHexDigit((int) (value >>> (4 * (count - 1 - i))));
    }
    json.writeString(digits, 0, 2 + count);
    return this;
  }

  /** A truth. */
  public LineBuffer flag(String name, boolean value) {
    json.writeName(name);
    json.writeBoolean(value);
    return this;
  }

  /** Bytes in memory order, two hex digits each. */
  public LineBuffer bytes(String name, MemorySegment source, long at, int length) {
    if (digits.length < 2 * length) {
      digits = Arrays.copyOf(digits, 2 * length);
    }
    for (int i = 0; i < length; i++) {
      byte value = source.get(Layouts.BYTE, at + i);
      digits[2 * i] = HEX.toHighHexDigit(value);
      digits[2 * i + 1] = HEX.toLowHexDigit(value);
    }
    json.writeName(name);
    json.writeString(digits, 0, 2 * length);
    return this;
  }

  /** Ends the line that was begun; nothing where none was. */
  public void end() {
    if (open) {
      json.writeEndObject();
      json.writeRaw('\n');
      open = false;
    }
  }

  /** Whether there is no line, not even one that was begun. */
  public boolean isEmpty() {
    json.flush();
    return bytes.size() == 0;
  }

  /** Forgets all lines. */
  public void clear() {
    end();
    json.flush();
    bytes.reset();
  }

  /** Writes the lines to {@code out} and forgets them. */
  void drainTo(OutputStream out) throws IOException {
    end();
    json.flush();
    bytes.writeTo(out);
    bytes.reset();
  }
}
