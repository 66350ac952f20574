package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.zpci.arch.Register;
import io.zpci.function.FlatDma;
import io.zpci.function.FunctionFacts;
import io.zpci.ism.IsmFacts;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import io.zpci.vfio.DeviceInfo;
import io.zpci.vfio.IrqInfo;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a process's calls ask of vfio, and what it makes of the answers. */
class VfioPciDevTest {
  private static final long MEMORY = 1 << 20;
  private static final long ORIGIN = 0x4000_0000L;

  private final List<String> seen = new ArrayList<>();
  private final GuestStorage memory = GuestStorage.allocate(Arena.ofAuto(), 0, MEMORY);
  private long answer = Long.MIN_VALUE;
  private IrqSet.@Nullable Trigger trigger;

  private VfioPciDev dev(FunctionFacts facts) {
    return new VfioPciDev(
        new Device(),
        facts,
        1,
        memory,
        ORIGIN,
        new FlatDma(memory),
        vector -> {},
        Between.NOTHING,
        Tap.NONE);
  }

  private final VfioPciDev dev = dev(IsmFacts.plain(0x100));

  private final class Device implements VfioDevice, RegionAccess {
    private Device() {}

    private long answered(String call, long otherwise) {
      seen.add(call);
      return answer == Long.MIN_VALUE ? otherwise : answer;
    }

    @Override
    public DeviceInfo info() {
      throw new AssertionError("info");
    }

    @Override
    public RegionInfo regionInfo(int index) {
      throw new AssertionError("region info");
    }

    @Override
    public IrqInfo irqInfo(int index) {
      throw new AssertionError("irq info");
    }

    @Override
    public RegionAccess region(int index) {
      return this;
    }

    @Override
    public RegionAccess file() {
      throw new AssertionError("file");
    }

    @Override
    public long pread(long position, MemorySegment buffer, long at, long count) {
      buffer.set(Layouts.BYTE, at, (byte) 0x44);
      return answered("read %x+%d".formatted(position, count), count);
    }

    @Override
    public long pwrite(long position, MemorySegment buffer, long at, long count) {
      int first = buffer.get(Layouts.BYTE, at) & 0xff;
      return answered("write %x+%d %02x".formatted(position, count, first), count);
    }

    @Override
    public int setIrqs(IrqSet set) {
      if (!set.triggers().isEmpty()) {
        trigger = set.triggers().getFirst();
      }
      return (int) answered("irqs %x %d %d".formatted(set.flags(), set.index(), set.count()), 0);
    }

    @Override
    public int reset() {
      throw new AssertionError("reset");
    }

    @Override
    public int dmaMap(long ioAddress, long address, long size, boolean writable) {
      return (int) answered("map %x %x %x".formatted(ioAddress, address, size), 0);
    }

    @Override
    public long dmaUnmap(long ioAddress, long size) {
      return answered("unmap %x %x".formatted(ioAddress, size), size);
    }
  }

  private void saw(String... calls) {
    assertEquals(List.of(calls), seen);
    seen.clear();
  }

  @Test
  void memoryAndBusMasterGoOnAndTheBusMasterOffAgain() {
    assertEquals(0, dev.enable());
    saw("read 4+2", "write 4+2 46");
    dev.disable();
    saw("read 4+2", "write 4+2 40");
  }

  @Test
  void aShortTransferIsAnError() {
    Register loaded = new Register();
    loaded.set(7);
    answer = 4;
    assertEquals(-Errno.EIO, dev.load(2, 0, 8, loaded));
    assertEquals(-Errno.EIO, dev.storeBlock(0, 0, 8, 0x1000));
    answer = 1;
    assertEquals(-Errno.EIO, dev.enable());
    answer = -Errno.EINVAL;
    assertEquals(-Errno.EINVAL, dev.load(2, 0, 8, loaded));
    assertEquals(7, loaded.get());
    answer = 8;
    assertEquals(0, dev.load(2, 0, 8, loaded));
    assertEquals(0x44L << 56, loaded.get());
  }

  @Test
  void configurationSpaceIsARegionAndOtherSpacesAreNone() {
    Register loaded = new Register();
    assertEquals(0, dev.load(15, 4, 2, loaded));
    saw("read 4+2");
    assertEquals(-Errno.EINVAL, dev.load(6, 0, 4, loaded));
    assertEquals(-Errno.EINVAL, dev.storeBlock(14, 0, 8, 0x1000));
    assertEquals(-Errno.EINVAL, dev.load(16, 0, 4, loaded));
    saw();
  }

  @Test
  void wholePagesAreMappedAndAnUnmapAnswersNoBytes() {
    assertEquals(0x1_0000_2000L, dev.map(0x2000, 5));
    assertEquals(0, dev.unmap(0x1_0000_2000L, 5));
    saw("map 100002000 40002000 1000", "unmap 100002000 1000");
    answer = -Errno.EINVAL;
    assertEquals(-Errno.EINVAL, dev.map(0x2000, 5));
    assertEquals(-Errno.EINVAL, dev.unmap(0x1_0000_2000L, 5));
  }

  @Test
  void oneEventfdAndNoneAfterwards() {
    List<Integer> runs = new ArrayList<>();
    assertEquals(0, dev.requestIrq(() -> runs.add(1)));
    saw("irqs 24 1 1");
    assertEquals(0, dev.takeInterruptions());
    assertFalse(trigger == null);
    trigger.signal();
    trigger.signal();
    assertEquals(1, dev.takeInterruptions());
    assertEquals(0, dev.takeInterruptions());
    assertEquals(List.of(1), runs);
    dev.freeIrq();
    saw("irqs 21 1 0");
    trigger.signal();
    assertEquals(0, dev.takeInterruptions());
  }

  @Test
  void fewerVectorsThanAskedForIsAnError() {
    answer = 1;
    assertEquals(-Errno.ENOSPC, dev.requestIrq(() -> {}));
    answer = -Errno.EINVAL;
    assertEquals(-Errno.EINVAL, dev.requestIrq(() -> {}));
  }

  @Test
  void aFunctionWithMsixIsAskedForThat() {
    assertEquals(0, dev(IsmFacts.served(0x100)).requestIrq(() -> {}));
    saw("irqs 24 2 1");
  }
}
