package io.zpci.recording;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.ProgramInterruption;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.FunctionFacts;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfio.VfioException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device that plays what was recorded: it accepts every access, answers a read with the bytes of
 * the access whose turn it is, and keeps what it was asked. Where the turn is another's it answers
 * {@link #OTHERWISE}. It can be reached by instructions, in which a block arrives whole, and as a
 * vfio device.
 */
final class VfioScript implements PciInstructions, VfioDevice {
  /** What a read gets that nothing was recorded for; never 0xff, which is fill. */
  static final byte OTHERWISE = (byte) 0xa5;

  private static final int NOT_INSTALLED = Outcome.exception(ProgramInterruption.OPERATION);
  private static final int FILE_SHIFT = 56;
  private static final int CAPABILITY = 0x40;
  private static final HexFormat HEX = HexFormat.of();

  private final FunctionFacts facts;
  private final byte[] config;
  private final List<VfioAccess> done = new ArrayList<>();
  private List<VfioAccess> expected = List.of();
  private boolean running;
  private int answered;

  VfioScript(FunctionFacts facts) {
    this.facts = facts;
    this.config = new byte[facts.configSize()];
    put(0, facts.device() << 16 | facts.vendor());
    for (int bar = 0; bar <= AddressSpace.BAR_MAX; bar++) {
      boolean wide =
          facts.barSize(bar) != 0 && bar < AddressSpace.BAR_MAX && facts.barSize(bar + 1) == 0;
      put(0x10 + 4 * bar, wide ? 0xc : 0);
    }
    FunctionFacts.@Nullable Msix msix = facts.msix();
    if (msix != null) {
      put(0x04, 0x10 << 16);
      put(0x34, CAPABILITY);
      put(CAPABILITY, (msix.vectors() - 1) << 16 | 0x11);
      put(CAPABILITY + 4, (int) msix.table() | msix.bar());
      put(CAPABILITY + 8, (int) msix.pba() | msix.bar());
    }
  }

  private void put(int where, int dword) {
    for (int i = 0; i < 4; i++) {
      config[where + i] = (byte) (dword >> (8 * i));
    }
  }

  /** From here on accesses are kept, and reads are answered by {@code accesses} in turn. */
  void start(List<VfioAccess> accesses) {
    expected = accesses;
    running = true;
  }

  /** What the device was asked since {@link #start}. */
  List<VfioAccess> done() {
    return done;
  }

  /** How many bytes 0xff were among the answers since {@link #start}. */
  int answered() {
    return answered;
  }

  private byte[] read(int region, long offset, int count) {
    byte[] bytes = new byte[count];
    Arrays.fill(bytes, OTHERWISE);
    boolean inConfig = region == CONFIG_REGION && offset >= 0 && offset + count <= config.length;
    if (inConfig) {
      System.arraycopy(config, (int) offset, bytes, 0, count);
    }
    if (running) {
      if (done.size() < expected.size()) {
        VfioAccess turn = expected.get(done.size());
        String data = turn.data();
        if (data != null
            && turn.kind().equals(VfioAccess.READ)
            && turn.region() == region
            && turn.offset() == offset
            && turn.count() == count
            && data.length() == 2 * count) {
          bytes = HEX.parseHex(data);
        }
      }
      for (byte each : bytes) {
        answered += each == -1 ? 1 : 0;
      }
      done.add(new VfioAccess(VfioAccess.READ, region, offset, count, HEX.formatHex(bytes)));
    }
    return bytes;
  }

  private void write(String kind, int region, long offset, MemorySegment data, long at, int count) {
    byte[] bytes = new byte[count];
    MemorySegment.copy(data, Layouts.BYTE, at, bytes, 0, count);
    if (region == CONFIG_REGION && offset >= 0 && offset + count <= config.length) {
      System.arraycopy(bytes, 0, config, (int) offset, count);
    }
    if (running) {
      done.add(new VfioAccess(kind, region, offset, count, HEX.formatHex(bytes)));
    }
  }

  private static int region(long request) {
    int space = Request.space(request);
    return space == AddressSpace.CONFIG ? CONFIG_REGION : space;
  }

  @Override
  public int load(int issue, long request, long address, Register loaded) {
    byte[] bytes = read(region(request), address, Request.length(request));
    loaded.set(Layouts.getImage(MemorySegment.ofArray(bytes), 0, bytes.length));
    return Outcome.OK;
  }

  @Override
  public int store(int issue, long request, long address, long value) {
    int length = Request.length(request);
    MemorySegment bytes = MemorySegment.ofArray(new byte[length]);
    Layouts.putImage(bytes, 0, length, value);
    write(VfioAccess.WRITE, region(request), address, bytes, 0, length);
    return Outcome.OK;
  }

  @Override
  public int storeBlock(
      int issue, long request, long address, GuestStorage storage, long storageAddress) {
    write(
        VfioAccess.BLOCK,
        region(request),
        address,
        storage.segment(),
        storage.offset(storageAddress),
        Request.length(request));
    return Outcome.OK;
  }

  @Override
  public int execute(PciInstruction instruction) {
    return NOT_INSTALLED;
  }

  @Override
  public DeviceInfo info() {
    return new DeviceInfo(DeviceInfo.FLAG_PCI, PCI_REGIONS, 0, List.of());
  }

  @Override
  public RegionInfo regionInfo(int index) throws VfioException {
    long size =
        switch (index) {
          case 0, 1, 2, 3, 4, 5 -> facts.barSize(index);
          case CONFIG_REGION -> config.length;
          default -> throw new VfioException(Errno.EINVAL);
        };
    int flags = size == 0 ? 0 : RegionInfo.FLAG_READ | RegionInfo.FLAG_WRITE;
    return new RegionInfo(index, flags, size, (long) index << FILE_SHIFT, List.of());
  }

  @Override
  public IrqInfo irqInfo(int index) throws VfioException {
    throw new VfioException(Errno.EINVAL);
  }

  @Override
  public RegionAccess region(int index) {
    return new ScriptedRegion((long) index << FILE_SHIFT);
  }

  @Override
  public RegionAccess file() {
    return new ScriptedRegion(0);
  }

  @Override
  public int setIrqs(IrqSet set) {
    return 0;
  }

  @Override
  public int reset() {
    return 0;
  }

  @Override
  public int dmaMap(long ioAddress, long address, long size, boolean writable) {
    return 0;
  }

  @Override
  public long dmaUnmap(long ioAddress, long size) {
    return size;
  }

  /** The device file from an offset on. */
  private final class ScriptedRegion implements RegionAccess {
    private final long start;

    ScriptedRegion(long start) {
      this.start = start;
    }

    @Override
    public long pread(long position, MemorySegment buffer, long at, long count) {
      long offset = start + position;
      byte[] bytes =
          read((int) (offset >>> FILE_SHIFT), offset & ((1L << FILE_SHIFT) - 1), (int) count);
      MemorySegment.copy(bytes, 0, buffer, Layouts.BYTE, at, bytes.length);
      return count;
    }

    @Override
    public long pwrite(long position, MemorySegment buffer, long at, long count) {
      long offset = start + position;
      write(
          VfioAccess.WRITE,
          (int) (offset >>> FILE_SHIFT),
          offset & ((1L << FILE_SHIFT) - 1),
          buffer,
          at,
          (int) count);
      return count;
    }
  }
}
