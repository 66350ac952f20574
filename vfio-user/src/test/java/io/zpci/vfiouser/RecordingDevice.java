package io.zpci.vfiouser;

import io.zpci.linux.Errno;
import io.zpci.posix.Descriptor;
import io.zpci.vfio.Capability;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A device that notes what it is told, one line a call, and answers what the test says. Region 0
 * has {@link #SIZE} bytes of memory, region 2 has 2 to the 48th of which each reads as its offset,
 * region 9 carries a type; the others are not there. Of interrupts there are MSI (8) and MSI-X (4)
 * and one request to let go.
 */
final class RecordingDevice implements ServedDevice {
  static final int SIZE = 2 << 20;
  static final int MSI = 8;
  static final int MSIX = 4;
  static final int REQUEST = 4;

  final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
  final byte[] memory = new byte[SIZE];
  private final MemorySegment bytes = MemorySegment.ofArray(memory);

  /** What the next calls answer, where they can fail. */
  volatile int answer;

  /** How many bytes less than asked for an access does. */
  volatile int missing;

  /** Whether accesses are noted. */
  volatile boolean quiet;

  /** What an access does first. */
  volatile Consumer<RecordingDevice> during = device -> {};

  volatile @Nullable Attachment client;
  volatile @Nullable GuestMemory guest;
  volatile @Nullable IrqSet set;

  /** The next call; fails where none comes. */
  String call() throws InterruptedException {
    return Objects.requireNonNull(calls.poll(20, TimeUnit.SECONDS), "no call came");
  }

  GuestMemory guest() {
    return Objects.requireNonNull(guest, "no client");
  }

  @Override
  public void attach(Attachment attachment) {
    client = attachment;
    guest = new GuestMemory(attachment.maps(), attachment.messages());
    calls.add("attach %d %b".formatted(attachment.maps(), attachment.wholeBlocks()));
  }

  @Override
  public void detach() {
    guest().close();
    calls.add("detach");
  }

  @Override
  public int dmaMap(long address, long size, int access, long offset, @Nullable Descriptor file) {
    calls.add(
        "map %x+%x %d %x %s".formatted(address, size, access, offset, file == null ? "-" : "file"));
    if (answer != 0) {
      if (file != null) {
        file.close();
      }
      return answer;
    }
    return guest().map(address, size, access, offset, file);
  }

  @Override
  public int dmaUnmap(long address, long size) {
    calls.add("unmap %x+%x".formatted(address, size));
    return answer != 0 ? answer : guest().unmap(address, size);
  }

  @Override
  public void dmaUnmapAll() {
    calls.add("unmap all");
    guest().unmapAll();
  }

  @Override
  public DeviceInfo info() {
    return new DeviceInfo(
        DeviceInfo.FLAG_RESET | DeviceInfo.FLAG_PCI | DeviceInfo.FLAG_CAPS, 10, 5, List.of());
  }

  @Override
  public RegionInfo regionInfo(int index) throws VfioException {
    int both = RegionInfo.FLAG_READ | RegionInfo.FLAG_WRITE;
    return switch (index) {
      case 0 -> new RegionInfo(0, both | RegionInfo.FLAG_MMAP, SIZE, 0, List.of());
      case 2 -> new RegionInfo(2, both, 1L << 48, 2L << 48, List.of());
      case 9 ->
          new RegionInfo(
              9,
              both | RegionInfo.FLAG_CAPS,
              4096,
              9L << 48,
              List.of(new Capability.RegionType(0x8000_1014, 3), new Capability.RegionType(5, 6)));
      case 1, 3, 4, 5, 6, 7, 8 -> new RegionInfo(index, 0, 0, 0, List.of());
      default -> throw new VfioException(Errno.EINVAL);
    };
  }

  @Override
  public IrqInfo irqInfo(int index) throws VfioException {
    return switch (index) {
      case 0, 3 -> new IrqInfo(index, 0, 0);
      case IRQ_MSI -> new IrqInfo(index, 9, MSI);
      case IRQ_MSIX -> new IrqInfo(index, 9, MSIX);
      case REQUEST -> new IrqInfo(index, 9, 1);
      default -> throw new VfioException(Errno.EINVAL);
    };
  }

  @Override
  public RegionAccess region(int index) {
    return new Region(index);
  }

  @Override
  public int setIrqs(IrqSet operands) {
    calls.add(
        "irqs %x %d %d+%d %s %d"
            .formatted(
                operands.flags(),
                operands.index(),
                operands.start(),
                operands.count(),
                operands.booleans(),
                operands.triggers().size()));
    set = operands;
    return answer;
  }

  @Override
  public int reset() {
    calls.add("reset");
    return answer;
  }

  private final class Region implements RegionAccess {
    private final int index;

    Region(int index) {
      this.index = index;
    }

    @Override
    public long pread(long position, MemorySegment buffer, long at, long count) {
      if (!quiet) {
        calls.add("read %d %x+%x".formatted(index, position, count));
      }
      during.accept(RecordingDevice.this);
      if (answer != 0) {
        return answer;
      }
      if (index == 0) {
        MemorySegment.copy(bytes, position, buffer, at, count);
      } else {
        for (long i = 0; i < count; i++) {
          buffer.set(ValueLayout.JAVA_BYTE, at + i, (byte) (position + i));
        }
      }
      return count - missing;
    }

    @Override
    public long pwrite(long position, MemorySegment buffer, long at, long count) {
      if (!quiet) {
        byte[] data = buffer.asSlice(at, Math.min(count, 16)).toArray(ValueLayout.JAVA_BYTE);
        calls.add(
            "write %d %x+%x %s".formatted(index, position, count, HexFormat.of().formatHex(data)));
      }
      during.accept(RecordingDevice.this);
      if (answer != 0) {
        return answer;
      }
      if (index == 0) {
        MemorySegment.copy(buffer, at, bytes, position, count);
      }
      return count - missing;
    }
  }
}
