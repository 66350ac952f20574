package io.zpci.vmm;

import io.zpci.storage.Layouts;
import io.zpci.vfio.Capability;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A device that writes down each access as {@code w2@1950 1122} and answers a read of region r at
 * offset o with bytes (16 * r + o) mod 256. Region f is the device file. An eventfd is {@code e} and
 * none {@code -} in {@code irqs flags index start+count eventfds}.
 */
final class SeenDevice implements VfioDevice {
  static final int SHIFT = 40;

  private final List<String> seen = new ArrayList<>();

  /** What the next accesses answer instead of all their bytes; Long.MIN_VALUE is none. */
  private long answer = Long.MIN_VALUE;

  private final Map<Integer, IrqSet.Trigger> connected = new HashMap<>();
  private final List<Integer> irqAnswers = new ArrayList<>();
  private List<Capability> capabilities = List.of();
  private int irqFlags = IrqInfo.FLAG_EVENTFD;
  private int dmaAnswer;

  /** From here on mapping and unmapping answer {@code errno}. */
  void dmaAnswering(int errno) {
    dmaAnswer = errno;
  }

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
    return new DeviceInfo(DeviceInfo.FLAG_PCI, PCI_REGIONS, 5, capabilities);
  }

  @Override
  public RegionInfo regionInfo(int index) {
    return new RegionInfo(index, 0, 0, (long) index << SHIFT, List.of());
  }

  @Override
  public IrqInfo irqInfo(int index) {
    return new IrqInfo(index, irqFlags, 4);
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
    StringBuilder eventfds = new StringBuilder();
    set.triggers().forEach(trigger -> eventfds.append(trigger == null ? '-' : 'e'));
    seen.add(
        "irqs %x %d %d+%d %s"
            .formatted(set.flags(), set.index(), set.start(), set.count(), eventfds)
            .strip());
    if (irqAnswers.isEmpty() || irqAnswers.getFirst() == 0) {
      connect(set);
    }
    return irqAnswers.isEmpty() ? 0 : irqAnswers.removeFirst();
  }

  private void connect(IrqSet set) {
    if (set.count() == 0) {
      connected.clear();
    }
    for (int i = 0; i < set.triggers().size(); i++) {
      connected.put(set.start() + i, set.triggers().get(i));
    }
  }

  /** The device's vector fires: its eventfd, where it has one. */
  void fire(int vector) {
    IrqSet.Trigger trigger = connected.get(vector);
    if (trigger != null) {
      trigger.signal();
    }
  }

  /** What GET_IRQ_INFO gives as flags from here on. */
  void irqFlags(int flags) {
    irqFlags = flags;
  }

  /** What the next calls of SET_IRQS answer, in order; then 0 again. */
  void irqAnswers(List<Integer> answers) {
    irqAnswers.addAll(answers);
  }

  /** What DEVICE_GET_INFO tells as its chain from here on. */
  void capabilities(List<Capability> chain) {
    capabilities = chain;
  }

  @Override
  public int reset() {
    seen.add("reset");
    return 0;
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
    seen.add("map %x %x %x %s".formatted(ioAddress, address, size, writable ? "rw" : "ro"));
    return dmaAnswer;
  }

  @Override
  public long dmaUnmap(long ioAddress, long size) {
    seen.add("unmap %x %x".formatted(ioAddress, size));
    return dmaAnswer < 0 ? dmaAnswer : size;
  }
}
