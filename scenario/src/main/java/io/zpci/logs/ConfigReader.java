package io.zpci.logs;

import io.zpci.arch.AddressSpace;
import io.zpci.workload.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads dumps of {@code lspci -x}, {@code -xxx}, {@code -xxxx}, with {@code -v} or without: a line
 * with a slot, lines of 16 bytes, and with {@code -v} lines of text between them.
 */
final class ConfigReader implements LineReader {
  private static final Pattern SLOT =
      Pattern.compile("((?:[0-9a-f]{4,8}:)?[0-9a-f]{2}:[01][0-9a-f]\\.[0-7])(?: (.*))?");
  private static final Pattern HEX =
      Pattern.compile("([0-9a-f]{2,3}):((?: [0-9a-f]{2}){1,16})\\s*");
  private static final Pattern REGION =
      Pattern.compile("\\s+Region (\\d): .*\\[size=(\\d{1,6})([KMGT]?)\\].*");
  private static final int RADIX = 16;
  private static final int MOST = 4096;
  private static final int LINE = 16;

  private final Consumer<LogEntry> out;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private List<Long> sizes = List.of();
  private @Nullable Place place;
  private String slot = "";
  private String title = "";

  ConfigReader(Consumer<LogEntry> out) {
    this.out = out;
  }

  @Override
  public LogFormat format() {
    return LogFormat.LSPCI;
  }

  @Override
  public boolean take(LogLine line) {
    Matcher slotLine = SLOT.matcher(line.text());
    if (slotLine.matches()) {
      end();
      begin(line.place(), slotLine.group(1), slotLine.group(2) == null ? "" : slotLine.group(2));
      return true;
    }
    Matcher hex = HEX.matcher(line.text());
    if (hex.matches()) {
      return hex(line.place(), Integer.parseInt(hex.group(1), RADIX), hex.group(2).strip());
    }
    Place begun = place;
    if (begun == null || bytes.size() > 0 || !line.text().startsWith("\t")) {
      return false;
    }
    Matcher region = REGION.matcher(line.text());
    if (region.matches()) {
      size(Integer.parseInt(region.group(1)), region.group(2), region.group(3));
    }
    place = begun.to(line.place());
    return true;
  }

  private void begin(Place at, String newSlot, String newTitle) {
    place = at;
    slot = newSlot;
    title = Printable.of(newTitle);
    bytes.reset();
    sizes = new ArrayList<>(Collections.nCopies(AddressSpace.BARS, 0L));
  }

  /** A line of bytes goes on where the one before it ended, or a dump without a slot begins. */
  private boolean hex(Place at, int offset, String text) {
    if (place == null && offset == 0) {
      begin(at, "", "");
    }
    Place begun = place;
    if (begun == null || offset != bytes.size() || offset % LINE != 0 || offset >= MOST) {
      return false;
    }
    for (int i = 0; i < text.length(); i += 3) {
      bytes.write(Integer.parseInt(text, i, i + 2, RADIX));
    }
    place = begun.to(at);
    return true;
  }

  private void size(int bar, String number, String unit) {
    if (bar < sizes.size()) {
      int shift = unit.isEmpty() ? 0 : 10 * (1 + "KMGT".indexOf(unit));
      sizes.set(bar, Long.parseLong(number) << shift);
    }
  }

  @Override
  public void end() {
    Place begun = place;
    place = null;
    if (begun != null) {
      out.accept(new ConfigDump(begun, slot, title, Bytes.of(bytes.toByteArray()), sizes));
    }
  }
}
