package io.zpci.recording;

import io.zpci.linux.Errno;
import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioException;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The device of a recording: answers reads as the recording's rule says, or as the line says, and
 * compares each access with the next one on the line.
 */
final class RecordedDevice implements VfioDevice {
  private static final HexFormat HEX = HexFormat.of();
  private static final int IRQ_INDICES = 5;

  private final byte[] config;
  private final boolean dataByRule;
  private final Comparison.Builder comparison;
  private final Region[] regions = new Region[PCI_REGIONS];

  private @Nullable Line line;
  private List<Line> expected = List.of();
  private int next;

  RecordedDevice(byte[] config, boolean dataByRule, Comparison.Builder comparison) {
    this.config = config;
    this.dataByRule = dataByRule;
    this.comparison = comparison;
    for (int index = 0; index < PCI_REGIONS; index++) {
      regions[index] = new Region(index);
    }
  }

  /** From here on the accesses of {@code newLine} are expected. */
  void expect(Line newLine) {
    line = newLine;
    expected = newLine.objects("accesses");
    next = 0;
    for (Line access : expected) {
      String direction = access.text("rw");
      if (!direction.equals("r") && !direction.equals("w")) {
        throw access.bad("\"rw\": r or w was expected, got \"" + direction + "\"");
      }
      access.number("region", 0, PCI_REGIONS - 1);
      access.number("offset");
      access.number("count", 0, Integer.MAX_VALUE);
      access.bytes("data");
    }
  }

  /** No more accesses come: tells of those that are missing. */
  void finish() {
    for (; next < expected.size(); next++) {
      comparison.differ(
          current(), what(), describe(expected.get(next)), Comparison.Builder.NOTHING);
    }
  }

  private Line current() {
    if (line == null) {
      throw new IllegalStateException("no line is being replayed");
    }
    return line;
  }

  private String what() {
    return "access " + next;
  }

  private static String describe(Line access) {
    return describe(
        access.text("rw"),
        access.number("region", 0, PCI_REGIONS - 1),
        access.number("offset"),
        access.number("count"),
        access.bytes("data"));
  }

  private static String describe(String rw, int region, long offset, long count, byte[] data) {
    return rw
        + " region "
        + region
        + " offset 0x"
        + Long.toHexString(offset)
        + " count "
        + count
        + " data "
        + HEX.formatHex(data);
  }

  private void happened(String rw, int region, long offset, byte[] data) {
    String got = describe(rw, region, offset, data.length, data);
    String recorded =
        next < expected.size() ? describe(expected.get(next)) : Comparison.Builder.NOTHING;
    comparison.compare(current(), what(), recorded, got);
    next++;
  }

  /** A byte of a BAR by the known rule. */
  static byte ruleByte(int region, long offset) {
    int sum = 37 * region + 11;
    for (int i = 0; i < Long.BYTES; i++) {
      sum += (2 * i + 1) * ((int) (offset >>> (8 * i)) & 0xff);
    }
    return (byte) sum;
  }

  private byte[] answer(int region, long position, int count) {
    byte[] data = new byte[count];
    if (!dataByRule) {
      byte[] recorded = next < expected.size() ? expected.get(next).bytes("data") : new byte[0];
      System.arraycopy(recorded, 0, data, 0, Math.min(count, recorded.length));
      return data;
    }
    for (int i = 0; i < count; i++) {
      data[i] =
          region == CONFIG_REGION ? config[(int) position + i] : ruleByte(region, position + i);
    }
    return data;
  }

  @Override
  public DeviceInfo info() {
    return new DeviceInfo(DeviceInfo.FLAG_PCI, PCI_REGIONS, IRQ_INDICES, List.of());
  }

  @Override
  public RegionInfo regionInfo(int index) throws VfioException {
    throw new VfioException(Errno.EINVAL);
  }

  @Override
  public IrqInfo irqInfo(int index) throws VfioException {
    throw new VfioException(Errno.EINVAL);
  }

  @Override
  public RegionAccess region(int index) {
    return regions[index];
  }

  @Override
  public RegionAccess file() {
    throw new IllegalStateException("a recording tells nothing of the device file");
  }

  @Override
  public int setIrqs(IrqSet set) {
    return 0;
  }

  @Override
  public int reset() {
    return 0;
  }

  /** One region. */
  private final class Region implements RegionAccess {
    private final int index;

    Region(int index) {
      this.index = index;
    }

    @Override
    public long pread(long position, MemorySegment buffer, long at, long count) {
      byte[] data = answer(index, position, (int) count);
      MemorySegment.copy(data, 0, buffer, Layouts.BYTE, at, data.length);
      happened("r", index, position, data);
      return count;
    }

    @Override
    public long pwrite(long position, MemorySegment buffer, long at, long count) {
      byte[] data = new byte[(int) count];
      MemorySegment.copy(buffer, Layouts.BYTE, at, data, 0, data.length);
      happened("w", index, position, data);
      return count;
    }
  }

  @Override
  public int dmaMap(long ioAddress, long address, long size, boolean writable) {
    return 0;
  }

  @Override
  public long dmaUnmap(long ioAddress, long size) {
    return size;
  }
}
