package io.zpci.blocks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a kernel's System.map says of where its PCISTB is, by the addresses that it was linked at.
 *
 * @param handler the program-check handler
 * @param start the function that executes PCISTB
 * @param end what comes after that function
 */
public record SystemMap(long handler, long start, long end) {
  private static final String HANDLER = "pgm_check_handler";
  private static final String FUNCTION = "__zpci_store_block";

  /** More than the function has, where it is the last one. */
  private static final int MAX_FUNCTION = 4096;

  public SystemMap {
    if (end - start <= 0 || end - start > MAX_FUNCTION) {
      throw new IllegalArgumentException(
          "a function of 1 to %d bytes was expected, got %d".formatted(MAX_FUNCTION, end - start));
    }
  }

  /**
   * Reads the lines {@code address type name} of {@code file}.
   *
   * @throws IOException one line, where it cannot be read or is no System.map of a kernel with PCI
   */
  public static SystemMap read(Path file) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IOException(file + ": cannot be read: " + e.getClass().getSimpleName(), e);
    }
    long[] addresses = new long[lines.size()];
    long handler = 0;
    long start = 0;
    for (int i = 0; i < addresses.length; i++) {
      String line = lines.get(i);
      int type = line.indexOf(' ');
      try {
        addresses[i] = Long.parseUnsignedLong(line, 0, Math.max(type, 0), 16);
      } catch (NumberFormatException e) {
        throw new IOException(
            "%s: line %d is not a symbol's address, type and name".formatted(file, i + 1), e);
      }
      if (line.startsWith(HANDLER, type + 3) && line.length() == type + 3 + HANDLER.length()) {
        handler = addresses[i];
      }
      if (line.startsWith(FUNCTION, type + 3) && line.length() == type + 3 + FUNCTION.length()) {
        start = addresses[i];
      }
    }
    if (handler == 0 || start == 0) {
      throw new IOException("%s: no symbol %s".formatted(file, handler == 0 ? HANDLER : FUNCTION));
    }
    long end = start + MAX_FUNCTION;
    for (long address : addresses) {
      if (Long.compareUnsigned(address, start) > 0 && Long.compareUnsigned(address, end) < 0) {
        end = address;
      }
    }
    return new SystemMap(handler, start, end);
  }
}
