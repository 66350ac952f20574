package io.zpci.serve;

import io.zpci.vfiouser.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Bytes that a client sends at once, and what it passes along: a letter for each descriptor. As
 * text both stand in a line.
 *
 * @param files r: the guest's memory; c: memory that is cut by {@link #CUT}; s: a file of 100
 *     bytes; z: one without bytes; e: an eventfd; k: the client's own socket
 * @param bytes a message, or what is none
 */
record HostileMessage(String files, byte[] bytes) {
  /** Not sent: the file that can be cut is. */
  static final HostileMessage CUT = new HostileMessage("cut", new byte[0]);

  private static final HexFormat HEX = HexFormat.of();

  /** Whether the next message begins where the server expects it. */
  boolean isWhole() {
    return bytes.length >= Message.HEADER
        && Message.size(MemorySegment.ofArray(bytes), 0) == bytes.length
        && Message.isSize(bytes.length);
  }

  @Override
  public String toString() {
    return this == CUT ? files : (files.isEmpty() ? "-" : files) + " " + HEX.formatHex(bytes);
  }

  static HostileMessage parse(String line) {
    if (line.equals(CUT.files)) {
      return CUT;
    }
    String[] parts = line.split(" ");
    String files = parts[0].equals("-") ? "" : parts[0];
    return new HostileMessage(files, HEX.parseHex(parts.length == 1 ? "" : parts[1]));
  }

  /** The messages in a resource of this package, one a line. */
  static List<HostileMessage> read(String resource) {
    List<HostileMessage> messages = new ArrayList<>();
    try (var in = HostileMessage.class.getResourceAsStream(resource)) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
      text.lines().filter(line -> !line.startsWith("#")).forEach(line -> messages.add(parse(line)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return messages;
  }
}
