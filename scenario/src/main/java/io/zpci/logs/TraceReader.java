package io.zpci.logs;

import io.zpci.logs.TraceEntry.ConfigAccess;
import io.zpci.logs.TraceEntry.RegionAccess;
import io.zpci.logs.TraceEntry.UserAccess;
import io.zpci.workload.Bytes;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads trace lines of QEMU. A line is one of these families if an event's name stands first,
 * behind a time or behind nothing; what comes behind the name may be anything.
 */
final class TraceReader implements LineReader {
  private static final Pattern LINE =
      Pattern.compile(
          "(?:(\\d{4}-\\d\\d-\\d\\d[T ][0-9:.]{5,20}(?:Z|[+-]\\d\\d:?\\d\\d)?)\\s+"
              + "|\\d{1,10}@(\\d{1,20}\\.\\d{1,9}):\\s*)?"
              + "((?:vfio|s390_pci)[a-z0-9_]*)(?: (.*))?");

  private static final Pattern REGION_WRITE =
      Pattern.compile(" ?\\((.*):region(\\d{1,2})\\+(0x[0-9a-f]+), (0x[0-9a-f]+), (\\d{1,2})\\)");
  private static final Pattern REGION_READ =
      Pattern.compile(" ?\\((.*):region(\\d{1,2})\\+(0x[0-9a-f]+), (\\d{1,2})\\) = (0x[0-9a-f]+)");
  private static final Pattern CONFIG_READ =
      Pattern.compile(" ?\\((.*), @(0x[0-9a-f]+), len=(0x[0-9a-f]+)\\) (0x[0-9a-f]+)");
  private static final Pattern CONFIG_WRITE =
      Pattern.compile(" ?\\((.*), @(0x[0-9a-f]+), (0x[0-9a-f]+), len=(0x[0-9a-f]+)\\)");
  private static final Pattern SETUP =
      Pattern.compile(
          "Device (.*), region (\\d{1,2}) \".*\", flags: (0x[0-9a-f]+), offset: 0x[0-9a-f]+, size:"
              + " (0x[0-9a-f]+)");
  private static final Pattern USER_ACCESS =
      Pattern.compile(" ?region (\\d{1,2}) offset (0x[0-9a-f]+) count (\\d{1,9})");
  private static final Pattern SENT = Pattern.compile(" ?id (0x[0-9a-f]+) wrote (0x[0-9a-f]+)");
  private static final Pattern USER_REGION =
      Pattern.compile(" ?index (\\d{1,3}) flags (0x[0-9a-f]+) size (0x[0-9a-f]+)");
  private static final Pattern USER_DMA =
      Pattern.compile(" ?iova (0x[0-9a-f]+) size (0x[0-9a-f]+) .*");
  private static final Pattern USER_IRQS =
      Pattern.compile(" ?index (\\d{1,3}) start (\\d{1,9}) count (\\d{1,9}) flags (0x[0-9a-f]+)");
  private static final Pattern REPLY =
      Pattern.compile(
          " ?\\(.*\\) id (0x[0-9a-f]+) cmd (0x[0-9a-f]+) size (0x[0-9a-f]+) flags (0x[0-9a-f]+)");
  private static final Pattern LIST_ENTRY =
      Pattern.compile(
          "g_l2 \\d{1,9} vendor id (0x[0-9a-f]+) device id (0x[0-9a-f]+) fid (0x[0-9a-f]+) fh"
              + " (0x[0-9a-f]+)");
  private static final Pattern BAR =
      Pattern.compile("bar (\\d) addr (0x[0-9a-f]+) size (0x[0-9a-f]+) ?barsize (0x[0-9a-f]+)");
  private static final Pattern IRQS =
      Pattern.compile("(register|unregister) irqs for adapter id (\\d{1,5})");

  private static final int HEX = 16;

  /** Bytes of a vfio-user message that asks for an access, without data. */
  private static final long ACCESS_REQUEST = 0x20;

  private final ByteOrder order;
  private final Consumer<LogEntry> out;
  private @Nullable UserAccess waiting;

  /** Values of accesses are numbers of a host of {@code order}. */
  TraceReader(ByteOrder order, Consumer<LogEntry> out) {
    this.order = order;
    this.out = out;
  }

  @Override
  public LogFormat format() {
    return LogFormat.QEMU_TRACE;
  }

  @Override
  public boolean take(LogLine line) {
    Matcher matcher = LINE.matcher(line.text());
    if (!matcher.matches()) {
      return false;
    }
    String time = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    String name = matcher.group(3);
    String text = matcher.group(4) == null ? "" : matcher.group(4);
    if (waiting != null && name.equals("vfio_user_send_write")) {
      Matcher sent = SENT.matcher(text);
      if (sent.matches() && sized(waiting, number(sent.group(2)), line.place())) {
        return true;
      }
    }
    end();
    LogEntry entry = entry(line.place(), time, name, text);
    if (entry instanceof UserAccess access) {
      waiting = access;
    } else {
      out.accept(entry);
    }
    return true;
  }

  /** The message behind an access: a store's is longer by its data. */
  private boolean sized(UserAccess access, long length, Place sent) {
    boolean load = length == ACCESS_REQUEST;
    if (!load && length != ACCESS_REQUEST + access.size()) {
      return false;
    }
    waiting = null;
    out.accept(
        new UserAccess(
            access.place().to(sent),
            access.time(),
            access.region(),
            access.offset(),
            access.size(),
            !load));
    return true;
  }

  @Override
  public void end() {
    UserAccess held = waiting;
    if (held != null) {
      waiting = null;
      out.accept(held);
    }
  }

  private LogEntry entry(Place place, @Nullable String time, String name, String text) {
    LogEntry entry =
        switch (name) {
          case "vfio_region_write" -> access(place, time, REGION_WRITE.matcher(text), true);
          case "vfio_region_read" -> access(place, time, REGION_READ.matcher(text), false);
          case "vfio_pci_write_config" -> config(place, time, CONFIG_WRITE.matcher(text), true);
          case "vfio_pci_read_config" -> config(place, time, CONFIG_READ.matcher(text), false);
          case "vfio_region_setup" -> setup(place, time, SETUP.matcher(text));
          case "vfio_user_region_rw" -> userAccess(place, time, USER_ACCESS.matcher(text));
          case "vfio_user_get_region_info" -> userRegion(place, time, USER_REGION.matcher(text));
          case "vfio_user_dma_map" -> dma(place, time, USER_DMA.matcher(text), true);
          case "vfio_user_dma_unmap" -> dma(place, time, USER_DMA.matcher(text), false);
          case "vfio_user_set_irqs" -> interrupts(place, time, USER_IRQS.matcher(text));
          case "vfio_user_recv_hdr" -> reply(place, time, REPLY.matcher(text));
          case "s390_pci_list_entry" -> listed(place, time, LIST_ENTRY.matcher(text));
          case "s390_pci_bar" -> bar(place, time, BAR.matcher(text));
          case "s390_pci_irqs" -> adapter(place, time, IRQS.matcher(text));
          default -> null;
        };
    return entry == null ? new TraceEntry.Event(place, time, name, text.strip()) : entry;
  }

  private @Nullable LogEntry access(
      Place place, @Nullable String time, Matcher matcher, boolean store) {
    if (!matcher.matches()) {
      return null;
    }
    int size = Integer.parseInt(matcher.group(store ? 5 : 4));
    long value = number(matcher.group(store ? 4 : 5));
    return new RegionAccess(
        place,
        time,
        matcher.group(1),
        Integer.parseInt(matcher.group(2)),
        number(matcher.group(3)),
        size,
        store,
        value,
        bytes(value, size));
  }

  private @Nullable LogEntry config(
      Place place, @Nullable String time, Matcher matcher, boolean store) {
    if (!matcher.matches()) {
      return null;
    }
    long size = number(matcher.group(store ? 4 : 3));
    if (size < 1 || size > Integer.BYTES) {
      return null;
    }
    long value = number(matcher.group(store ? 3 : 4));
    return new ConfigAccess(
        place,
        time,
        matcher.group(1),
        number(matcher.group(2)),
        (int) size,
        store,
        value,
        little(value, (int) size));
  }

  /** The bytes of a number of this trace's host. */
  private Bytes bytes(long value, int size) {
    if (size > Long.BYTES) {
      return Bytes.NONE;
    }
    return little(
        order == ByteOrder.LITTLE_ENDIAN || size == 0
            ? value
            : Long.reverseBytes(value) >>> (Long.SIZE - size * Byte.SIZE),
        size);
  }

  private static Bytes little(long value, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (value >>> (i * Byte.SIZE));
    }
    return Bytes.of(bytes);
  }

  private static @Nullable LogEntry setup(Place place, @Nullable String time, Matcher matcher) {
    return matcher.matches()
        ? new TraceEntry.RegionSetup(
            place,
            time,
            matcher.group(1),
            Integer.parseInt(matcher.group(2)),
            number(matcher.group(3)),
            number(matcher.group(4)))
        : null;
  }

  private static @Nullable LogEntry userAccess(
      Place place, @Nullable String time, Matcher matcher) {
    return matcher.matches()
        ? new UserAccess(
            place,
            time,
            Integer.parseInt(matcher.group(1)),
            number(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            null)
        : null;
  }

  private static @Nullable LogEntry userRegion(
      Place place, @Nullable String time, Matcher matcher) {
    return matcher.matches()
        ? new TraceEntry.UserRegion(
            place,
            time,
            Integer.parseInt(matcher.group(1)),
            number(matcher.group(2)),
            number(matcher.group(3)))
        : null;
  }

  private static @Nullable LogEntry dma(
      Place place, @Nullable String time, Matcher matcher, boolean map) {
    return matcher.matches()
        ? new TraceEntry.UserDma(
            place, time, map, number(matcher.group(1)), number(matcher.group(2)))
        : null;
  }

  private static @Nullable LogEntry interrupts(
      Place place, @Nullable String time, Matcher matcher) {
    return matcher.matches()
        ? new TraceEntry.UserInterrupts(
            place,
            time,
            Integer.parseInt(matcher.group(1)),
            Long.parseLong(matcher.group(2)),
            Long.parseLong(matcher.group(3)),
            number(matcher.group(4)))
        : null;
  }

  private static @Nullable LogEntry reply(Place place, @Nullable String time, Matcher matcher) {
    return matcher.matches()
        ? new TraceEntry.UserReply(
            place,
            time,
            number(matcher.group(1)),
            (int) number(matcher.group(2)),
            number(matcher.group(3)),
            number(matcher.group(4)))
        : null;
  }

  private static @Nullable LogEntry listed(Place place, @Nullable String time, Matcher matcher) {
    return matcher.matches()
        ? new TraceEntry.ListedFunction(
            place,
            time,
            (int) number(matcher.group(1)),
            (int) number(matcher.group(2)),
            (int) number(matcher.group(3)),
            (int) number(matcher.group(4)))
        : null;
  }

  private static @Nullable LogEntry bar(Place place, @Nullable String time, Matcher matcher) {
    return matcher.matches()
        ? new TraceEntry.ListedBar(
            place,
            time,
            Integer.parseInt(matcher.group(1)),
            (int) number(matcher.group(2)),
            number(matcher.group(3)))
        : null;
  }

  private static @Nullable LogEntry adapter(Place place, @Nullable String time, Matcher matcher) {
    return matcher.matches()
        ? new TraceEntry.AdapterInterrupts(
            place, time, matcher.group(1).equals("register"), Integer.parseInt(matcher.group(2)))
        : null;
  }

  /** A number in hex with 0x, of which the low 64 bits count: no trace has more. */
  private static long number(String text) {
    String digits = text.substring(2);
    int digitsOfLong = Long.BYTES * 2;
    return Long.parseUnsignedLong(
        digits.substring(Math.max(0, digits.length() - digitsOfLong)), HEX);
  }
}
