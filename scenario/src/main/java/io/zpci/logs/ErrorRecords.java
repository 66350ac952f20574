package io.zpci.logs;

import io.zpci.linux.Errno;
import io.zpci.workload.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins entries of 16 bytes to records. Which entries belong together is known by what they hold: a
 * text says what follows it, and an instruction's record goes on in the next entry of its caller
 * and CPU. Their times may differ by microseconds. Source: spec zpci 14.1, 14.2; a dump of Linux
 * 7.2.
 */
final class ErrorRecords {
  private static final int ENTRY = 16;
  private static final int NAME_MOST = 15;
  private static final String ERRORS = "pci_error";

  /** What stands behind a text. */
  private enum Follows {
    CLP(1),
    ERROR(2),
    AVAILABILITY(2),
    MAP(1),
    UNMAP(1),
    ISM(1);

    private final int entries;

    Follows(int entries) {
      this.entries = entries;
    }
  }

  private static final Map<String, Follows> TEXTS =
      Map.of(
          "Q PCI FGRP:", Follows.CLP,
          "Q PCI FN:", Follows.CLP,
          "Set PCI FN:", Follows.CLP,
          "List PCI FN:", Follows.CLP,
          "SLPC PCI:", Follows.CLP,
          "error CCDF:", Follows.ERROR,
          "avail CCDF:", Follows.AVAILABILITY,
          "map error:", Follows.MAP,
          "unmap error:", Follows.UNMAP,
          "cmd failure", Follows.ISM);

  /** What the result of an mmio system call can be, beside condition codes. */
  private static final List<Integer> CALL_ERRNOS =
      List.of(
          Errno.EPERM,
          Errno.EIO,
          Errno.ENXIO,
          Errno.ENOMEM,
          Errno.EACCES,
          Errno.EFAULT,
          Errno.ENODEV,
          Errno.EINVAL);

  private final Consumer<LogEntry> out;
  private @Nullable Begun text;
  private @Nullable Entry half;

  ErrorRecords(Consumer<LogEntry> out) {
    this.out = out;
  }

  /** One entry, or several that were joined. */
  private record Entry(Place place, Stamp stamp, String log, Bytes bytes) {
    int at(int index) {
      return bytes.at(index);
    }

    boolean zeroFrom(int index) {
      for (int i = index; i < bytes.size(); i++) {
        if (bytes.at(i) != 0) {
          return false;
        }
      }
      return true;
    }

    /** The text that it holds, of 15 characters at most; empty where it is none. */
    String text() {
      StringBuilder text = new StringBuilder();
      while (text.length() < bytes.size() && at(text.length()) >= ' ' && at(text.length()) < 0x7f) {
        text.append((char) at(text.length()));
      }
      int end = text.length();
      if (end < bytes.size() && at(end) == '\n') {
        end++;
      }
      return text.length() <= NAME_MOST && zeroFrom(end) ? text.toString().strip() : "";
    }

    Entry with(Entry next) {
      byte[] both = Arrays.copyOf(bytes.toArray(), bytes.size() + next.bytes.size());
      System.arraycopy(next.bytes.toArray(), 0, both, bytes.size(), next.bytes.size());
      return new Entry(place.to(next.place), stamp, log, Bytes.of(both));
    }
  }

  /** A text, what it says follows it, and what of that is there. */
  private record Begun(Entry entry, String name, Follows follows) {
    boolean whole() {
      return entry.bytes().size() == (1 + follows.entries) * ENTRY;
    }
  }

  /** One more entry, of {@code log}, which is empty where the dump does not say. */
  void add(Place place, Stamp stamp, String log, Bytes bytes) {
    Entry entry = new Entry(place, stamp, log, bytes);
    if (bytes.size() != ENTRY) {
      end();
      lone(entry, "an entry of " + bytes.size() + " bytes");
      return;
    }
    String name = entry.text();
    Follows follows = TEXTS.get(name);
    if (follows != null) {
      end();
      text = new Begun(entry, name, follows);
      return;
    }
    Begun begun = text;
    if (begun != null) {
      Begun longer = new Begun(begun.entry.with(entry), begun.name, begun.follows);
      text = longer.whole() ? null : longer;
      if (longer.whole()) {
        out.accept(record(longer));
      }
      return;
    }
    Entry started = half;
    half = null;
    if (started != null) {
      if (instruction(started, entry)) {
        return;
      }
      lone(started, "the second half of its record is not in the log");
    }
    begin(entry, !name.isEmpty());
  }

  /** What waits for more entries waits no longer. */
  void end() {
    Entry started = text == null ? half : text.entry;
    half = null;
    text = null;
    if (started != null) {
      lone(started, "the rest of its record is not in the log");
    }
  }

  private void begin(Entry entry, boolean isText) {
    if (!entry.log.isEmpty() && !entry.log.equals(ERRORS)) {
      lone(entry, "an entry of a log that is not read");
    } else if (isText) {
      lone(entry, "a text that is not known");
    } else if (isLettered(entry)) {
      half = entry;
    } else if (isCall(entry)) {
      ByteBuffer bytes = ByteBuffer.wrap(entry.bytes.toArray());
      out.accept(
          new DebugEntry.MmioCall(
              entry.place, entry.stamp, bytes.getLong(), bytes.get(), entry.at(9)));
    } else if (entry.zeroFrom(3)) {
      lone(entry, "the first half of its record is not in the log");
    } else {
      half = entry;
    }
  }

  private static DebugEntry record(Begun begun) {
    Place place = begun.entry.place;
    Stamp stamp = begun.entry.stamp;
    ByteBuffer bytes = ByteBuffer.wrap(begun.entry.bytes.toArray()).position(ENTRY).slice();
    return switch (begun.follows) {
      case CLP ->
          new DebugEntry.ClpCall(
              place,
              stamp,
              begun.name.substring(0, begun.name.length() - 1),
              bytes.getInt(0),
              bytes.getInt(4));
      case ERROR, AVAILABILITY ->
          new DebugEntry.Event(
              place,
              stamp,
              begun.follows == Follows.ERROR,
              bytes.getInt(4),
              bytes.getInt(8),
              bytes.getInt(12),
              bytes.getLong(16),
              bytes.getShort(30) & 0xffff);
      case MAP, UNMAP ->
          new DebugEntry.DmaFailure(
              place, stamp, begun.follows == Follows.MAP, bytes.getLong(0), bytes.getLong(8));
      case ISM ->
          new DebugEntry.IsmFailure(
              place,
              stamp,
              bytes.getInt(0),
              bytes.getShort(4) & 0xffff,
              bytes.getShort(6) & 0xffff);
    };
  }

  private boolean instruction(Entry one, Entry two) {
    if (!one.stamp.joins(two.stamp)) {
      return false;
    }
    Entry both = one.with(two);
    ByteBuffer bytes = ByteBuffer.wrap(both.bytes.toArray());
    LoggedInstruction lettered = isLettered(one) ? LoggedInstruction.of(one.at(0)) : null;
    if (lettered != null && two.zeroFrom(3)) {
      out.accept(
          DebugEntry.Instruction.lettered(
              both.place,
              one.stamp,
              lettered,
              bytes.get(1),
              one.at(2),
              bytes.getLong(3),
              bytes.getLong(11)));
      return true;
    }
    if (two.zeroFrom(2) && isEnd(two.at(0))) {
      out.accept(
          DebugEntry.Instruction.bare(
              both.place,
              one.stamp,
              bytes.get(ENTRY),
              two.at(1),
              bytes.getLong(0),
              bytes.getLong(8)));
      return true;
    }
    return false;
  }

  private static boolean isLettered(Entry entry) {
    return LoggedInstruction.of(entry.at(0)) != null && (entry.at(1) == 0 || isEnd(entry.at(1)));
  }

  /** A condition code that is not 0, or the errno that stands for a program check. */
  private static boolean isEnd(int each) {
    return (each >= 1 && each <= 3) || each == (-Errno.ENXIO & 0xff);
  }

  private static boolean isCall(Entry entry) {
    int result = entry.at(8);
    boolean addressed = false;
    for (int i = 0; i < Long.BYTES; i++) {
      addressed |= entry.at(i) != 0;
    }
    return addressed
        && entry.zeroFrom(10)
        && ((result >= 1 && result <= 3) || CALL_ERRNOS.contains(-(byte) result));
  }

  private void lone(Entry entry, String why) {
    out.accept(new DebugEntry.Lone(entry.place, entry.stamp, entry.log, why, entry.bytes));
  }
}
