package io.zpci.recording;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.FunctionHandle;
import io.zpci.arch.MioAddress;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.linux.IoAccessors;
import io.zpci.linux.LinuxPci;
import io.zpci.linux.LinuxVersion;
import io.zpci.linux.Zdev;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * Replays recordings of kind {@code linux-io}: calls of a kernel's I/O layer on a mapped BAR, and
 * the instructions that each became. The kernel of the header's {@code host} takes the calls; every
 * instruction succeeds. Byte i of what is written is (0x10 + i) mod 256; memset_io writes the
 * line's {@code value}, or 0x10.
 */
public final class LinuxIoReplayer implements Replayer {
  /** The kind of recording. */
  public static final String KIND = "linux-io";

  private static final int FIRST_BYTE = 0x10;
  private static final int LONGEST = 1 << 24;
  private static final long LAST_OFFSET = (1L << 48) - 1;
  private static final int HANDLE = FunctionHandle.ENABLE | 1;

  /** The accessors of one width. */
  private static final Map<String, Single> SINGLES =
      Map.ofEntries(
          Map.entry("ioread8", new Single(false, 1, false)),
          Map.entry("ioread16", new Single(false, 2, false)),
          Map.entry("ioread16be", new Single(false, 2, true)),
          Map.entry("ioread32", new Single(false, 4, false)),
          Map.entry("ioread32be", new Single(false, 4, true)),
          Map.entry("ioread64", new Single(false, 8, false)),
          Map.entry("ioread64be", new Single(false, 8, true)),
          Map.entry("iowrite8", new Single(true, 1, false)),
          Map.entry("iowrite16", new Single(true, 2, false)),
          Map.entry("iowrite16be", new Single(true, 2, true)),
          Map.entry("iowrite32", new Single(true, 4, false)),
          Map.entry("iowrite32be", new Single(true, 4, true)),
          Map.entry("iowrite64", new Single(true, 8, false)),
          Map.entry("iowrite64be", new Single(true, 8, true)));

  /**
   * An accessor: whether it writes, its width in bytes, whether its value is the register as it is.
   */
  private record Single(boolean write, int width, boolean big) {}

  /** A replayer. */
  public LinuxIoReplayer() {}

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public Comparison replay(Recording recording) {
    Comparison.Builder comparison = new Comparison.Builder(recording);
    RecordedAccesses accesses = new RecordedAccesses(comparison, recording.header());
    LinuxPci linux = kernel(recording.header(), accesses);
    for (Line line : recording.lines()) {
      comparison.operation();
      accesses.expect(line);
      call(linux, line.object("op"));
      accesses.finish();
    }
    return comparison.build();
  }

  private static LinuxPci kernel(Line header, RecordedAccesses below) {
    String host = header.text("host");
    LinuxVersion version =
        LinuxVersion.named(host)
            .orElseThrow(() ->
                header.bad("\"host\": a version of Linux was expected, got \"" + host + "\""));
    if (!header.text("below").equals("any")) {
      throw header.bad("\"below\": any was expected, got \"" + header.text("below") + "\"");
    }
    boolean mio = header.flag("mio");
    Line device = header.object("device");
    FunctionFacts facts =
        new FunctionFacts(
            device.text("model", ""),
            (int) device.number("vendor", 0),
            (int) device.number("device", 0),
            0,
            0,
            RecordedBars.of(device),
            BlockClass.STRICT,
            128,
            mio,
            0,
            null,
            256);
    long[] addresses = new long[AddressSpace.BARS];
    for (int bar = 0; mio && bar < addresses.length; bar++) {
      addresses[bar] = MioAddress.owned(0, bar);
    }
    Zdev zdev = new Zdev(HANDLE, facts, facts.maxStoreBlock(), addresses);
    return LinuxPci.of(version, below, zdev, mio, false, Tap.NONE);
  }

  private static void call(LinuxPci linux, Line op) {
    int bar = op.number("bar", 0, AddressSpace.BAR_MAX);
    long address = linux.iomap(bar);
    if (address == IoAccessors.NULL) {
      throw op.bad("\"bar\": the device has no BAR " + bar);
    }
    long offset = op.number("offset");
    if (offset < 0 || offset > LAST_OFFSET) {
      throw op.bad("\"offset\": an offset below 2^48 was expected, got " + op.node().get("offset"));
    }
    address += offset;
    String call = op.text("call");
    switch (call) {
      case "memcpy_toio" -> {
        GuestStorage memory = memory(op);
        linux.memcpyToIo(address, memory, memory.start(), length(op));
      }
      case "memcpy_fromio" -> {
        GuestStorage memory = memory(op);
        linux.memcpyFromIo(memory, memory.start(), address, length(op));
      }
      case "memset_io" -> linux.memsetIo(address, (int) op.number("value", FIRST_BYTE), length(op));
      default -> {
        Single single = SINGLES.get(call);
        if (single == null) {
          throw op.bad(
              "\"call\": memcpy_toio, memcpy_fromio, memset_io, ioreadN or iowriteN was expected,"
                  + " got \""
                  + call
                  + "\"");
        }
        access(linux, op, address, single);
      }
    }
  }

  private static void access(LinuxPci linux, Line op, long address, Single single) {
    int width = single.width();
    if (op.number("len", width) != width) {
      throw op.bad("\"len\": " + width + " was expected, got " + op.node().get("len"));
    }
    long image = Layouts.getImage(bytes(width), 0, width);
    if (!single.write()) {
      linux.ioreadBe(address, width);
    } else if (single.big()) {
      linux.iowriteBe(address, width, image);
    } else {
      linux.iowrite(address, width, IoAccessors.swap(image, width));
    }
  }

  private static int length(Line op) {
    return op.number("len", 0, LONGEST);
  }

  private static GuestStorage memory(Line op) {
    return new GuestStorage(op.number("memory"), bytes(length(op)));
  }

  private static MemorySegment bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (FIRST_BYTE + i);
    }
    return MemorySegment.ofArray(bytes);
  }
}
