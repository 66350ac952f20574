package io.zpci.vmm;

import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A device that writes down each access as {@code w2@1950 1122} and answers a read of region r at
 * offset o with bytes (16 * r + o) mod 256. Region f is the device file.
 */
final class SeenDevice implements VfioDevice {
  static final int SHIFT = 40;

  private final List<String> seen = new ArrayList<>();

  /** What the next accesses answer instead of all their bytes; Long.MIN_VALUE is none. */
  private long answer = Long.MIN_VALUE;

  /** The accesses since the last call. */
  List<String> seen() {
    List<String> all = List.copyOf(seen);
    seen.clear();
    return all;
  }

  /** From here on every access answers {@code bytesOrErrno}. */
  void answering(long bytesOrErrno) {
    answer = bytesOrErrno;
  }

  static byte at(int region, long offset) {
    return (byte) (16 * region + offset);
  }

  @Override
  public DeviceInfo info() {
    return new DeviceInfo(DeviceInfo.FLAG_PCI, PCI_REGIONS, 5, List.of());
  }

  @Override
  public RegionInfo regionInfo(int index) {
    return new RegionInfo(index, 0, 0, (long) index << SHIFT, List.of());
  }

  @Override
  public IrqInfo irqInfo(int index) {
    throw new UnsupportedOperationException("interception never calls this");
  }

  @Override
  public RegionAccess region(int index) {
    return new Region(Integer.toString(index), index);
  }

  @Override
  public RegionAccess file() {
    return new Region("f", 0);
  }

  @Override
  public int setIrqs(IrqSet set) {
    throw new UnsupportedOperationException("interception never calls this");
  }

  @Override
  public int reset() {
    throw new UnsupportedOperationException("interception never calls this");
  }

  private final class Region implements RegionAccess {
    private final String name;
    private final int index;

    Region(String name, int index) {
      this.name = name;
      this.index = index;
    }

    @Override
    public long pread(long position, MemorySegment buffer, long at, long count) {
      for (long i = 0; i < count; i++) {
        buffer.set(Layouts.BYTE, at + i, at(index, position + i));
      }
      seen.add("r" + name + "@" + Long.toHexString(position) + " " + count);
      return answer == Long.MIN_VALUE ? count : answer;
    }

    @Override
    public long pwrite(long position, MemorySegment buffer, long at, long count) {
      byte[] data = new byte[(int) count];
      MemorySegment.copy(buffer, Layouts.BYTE, at, data, 0, data.length);
      seen.add(
          "w" + name + "@" + Long.toHexString(position) + " " + HexFormat.of().formatHex(data));
      return answer == Long.MIN_VALUE ? count : answer;
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
