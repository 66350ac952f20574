package io.zpci.vfio.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.contract.ContractRun;
import io.zpci.arch.contract.Fuzz;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What every {@link VfioDevice} holds to: information, interrupts, mappings, reset. Extend it and
 * say how a device is opened; JUnit runs the rest. Its regions hold {@link RegionAccessContract},
 * which a test of this one runs for each of them.
 */
public abstract class VfioDeviceContract {
  private static final int STEPS = 4000;
  private static final int EVENTFD = IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER;
  private static final int NONE = IrqSet.DATA_NONE | IrqSet.ACTION_TRIGGER;
  private static final int[] BEYOND = {-1, 9999, Integer.MAX_VALUE, Integer.MIN_VALUE};

  /** Made by JUnit. */
  protected VfioDeviceContract() {}

  /**
   * An opened device.
   *
   * @param device nothing enabled, nothing mapped
   * @param memory what may be mapped; null where its container has no IOMMU
   */
  public record Opened(VfioDevice device, @Nullable Memory memory) {}

  /**
   * A process's memory.
   *
   * @param ioAddress from where on it may be mapped, a multiple of 4096
   * @param address where it is, a multiple of 4096
   * @param size at least 16 KiB
   */
  public record Memory(long ioAddress, long address, long size) {}

  /** A device that was opened just now; each call opens another. */
  protected abstract Opened open();

  @Test
  public final void informationIsStable() throws VfioException {
    VfioDevice device = open().device();
    DeviceInfo info = device.info();
    assertEquals(info, device.info());
    assertEquals(0, info.flags() & ~(1 | 2 | 128), "flags");
    assertTrue((info.flags() & DeviceInfo.FLAG_PCI) != 0, "PCI");
    boolean chain = (info.flags() & DeviceInfo.FLAG_CAPS) != 0;
    assertEquals(chain, !info.capabilities().isEmpty(), "capabilities");
    assertTrue(info.regions() >= VfioDevice.PCI_REGIONS, "regions: " + info.regions());
    for (RegionInfo region : regions(device)) {
      assertEquals(region, device.regionInfo(region.index()));
    }
    for (IrqInfo irq : irqs(device)) {
      assertEquals(irq, device.irqInfo(irq.index()));
    }
  }

  @Test
  public final void regionsAreApartAndHaveFlagsWhereTheyHaveASize() {
    VfioDevice device = open().device();
    List<RegionInfo> regions = regions(device);
    long end = 0;
    for (RegionInfo region : regions) {
      String place = "region " + region.index();
      assertEquals(region.size() == 0, region.flags() == 0, place + ": flags");
      boolean chain = (region.flags() & RegionInfo.FLAG_CAPS) != 0;
      assertEquals(chain, !region.capabilities().isEmpty(), place + ": capabilities");
      assertTrue(Long.compareUnsigned(region.offset(), end) >= 0, place + " overlaps");
      end = region.offset() + region.size();
    }
    assertTrue(regions.stream().anyMatch(each -> each.index() == VfioDevice.CONFIG_REGION));
  }

  @Test
  public final void whatIsNotThereIsRefused() {
    VfioDevice device = open().device();
    List<Integer> regions = new ArrayList<>(List.of(device.info().regions()));
    List<Integer> irqs = new ArrayList<>(List.of(device.info().irqs()));
    for (int index : BEYOND) {
      regions.add(index);
      irqs.add(index);
    }
    for (int index : regions) {
      VfioException refusal =
          assertThrows(VfioException.class, () -> device.regionInfo(index), "region " + index);
      assertEquals(Errno.EINVAL, refusal.errno(), "region " + index);
    }
    for (int index : irqs) {
      VfioException refusal =
          assertThrows(VfioException.class, () -> device.irqInfo(index), "irq " + index);
      assertEquals(Errno.EINVAL, refusal.errno(), "irq " + index);
    }
  }

  /** All of {@link RegionAccessContract}, for each region that the device reports. */
  @Test
  public final void itsRegionsAreRegions() {
    for (RegionInfo region : regions(open().device())) {
      ContractRun.check(() -> new Regions(region));
    }
  }

  private final class Regions extends RegionAccessContract {
    private final RegionInfo info;

    Regions(RegionInfo info) {
      this.info = info;
    }

    @Override
    protected Region create() {
      return new Region(open().device().region(info.index()), info.size());
    }
  }

  @Test
  public final void theFileIsItsRegionsOneBehindTheOther() {
    VfioDevice device = open().device();
    MemorySegment one = MemorySegment.ofArray(new long[8]);
    MemorySegment other = MemorySegment.ofArray(new long[8]);
    for (RegionInfo info : regions(device)) {
      for (int at = 0; at < 64; at += 4) {
        one.fill((byte) 0);
        other.fill((byte) 0);
        String where = "region %d at %d".formatted(info.index(), at);
        long expected = device.region(info.index()).pread(at, one, 0, 4);
        assertEquals(expected, device.file().pread(info.offset() + at, other, 0, 4), where);
        assertEquals(-1, one.mismatch(other), where);
      }
    }
  }

  @Test
  public final void anInterruptIsEnabledSignalledAndDisabled() {
    VfioDevice device = open().device();
    for (IrqInfo irq : messages(device)) {
      int[] signals = {0};
      int index = irq.index();
      assertTrue(device.setIrqs(none(index, 0, 1)) < 0, "trigger before it is enabled");
      assertEquals(0, device.setIrqs(IrqSet.eventfd(index, 0, () -> signals[0]++)));
      assertEquals(0, device.setIrqs(none(index, 0, 1)));
      assertEquals(1, signals[0], "signals");
      assertEquals(0, device.setIrqs(bools(index, false)));
      assertEquals(1, signals[0], "after a false");
      assertEquals(0, device.setIrqs(bools(index, true)));
      assertEquals(2, signals[0], "after a true");
      assertEquals(0, device.setIrqs(IrqSet.eventfd(index, 0, null)), "detached");
      assertEquals(0, device.setIrqs(none(index, 0, 1)));
      assertEquals(2, signals[0], "after it was detached");
      assertEquals(0, device.setIrqs(IrqSet.disable(index)));
      assertTrue(device.setIrqs(none(index, 0, 1)) < 0, "trigger after it was disabled");
    }
  }

  @Test
  public final void onlyOneKindOfMessageIsEnabled() {
    VfioDevice device = open().device();
    List<IrqInfo> kinds = messages(device);
    for (int i = 1; i < kinds.size(); i++) {
      int first = kinds.get(0).index();
      int other = kinds.get(i).index();
      assertEquals(0, device.setIrqs(IrqSet.eventfd(first, 0, () -> {})));
      assertEquals(-Errno.EINVAL, device.setIrqs(IrqSet.eventfd(other, 0, () -> {})));
      assertEquals(0, device.setIrqs(IrqSet.disable(first)));
      assertEquals(0, device.setIrqs(IrqSet.eventfd(other, 0, () -> {})));
      assertEquals(0, device.setIrqs(IrqSet.disable(other)));
    }
  }

  @Test
  public final void combinationsThatMakeNoSenseAreRefused() {
    VfioDevice device = open().device();
    for (IrqInfo irq : messages(device)) {
      int index = irq.index();
      int count = irq.count();
      refused(device, new IrqSet(0, index, 0, 1, List.of(), List.of()), "no flags");
      refused(device, set(IrqSet.DATA_EVENTFD, index, 0, 1), "no action");
      refused(device, set(IrqSet.ACTION_TRIGGER, index, 0, 1), "no data type");
      refused(device, set(NONE | IrqSet.DATA_BOOL, index, 0, 1), "two data types");
      refused(device, set(EVENTFD | IrqSet.ACTION_MASK, index, 0, 1), "two actions");
      refused(device, set(EVENTFD | 64, index, 0, 1), "an unknown flag");
      refused(device, set(EVENTFD, index, count, 1), "a vector too far");
      refused(device, set(EVENTFD, index, 0, count + 1), "a vector too many");
      refused(device, set(EVENTFD, index, 1, -1), "a range that wraps");
      refused(device, new IrqSet(EVENTFD, index, 0, 1, List.of(), List.of()), "no eventfd given");
      refused(device, set(IrqSet.DATA_NONE | IrqSet.ACTION_MASK, index, 0, 1), "masking");
    }
    for (int index : BEYOND) {
      refused(device, set(EVENTFD, index, 0, 1), "index " + index);
    }
  }

  @Test
  public final void noSetThrows() {
    Fuzz fuzz = new Fuzz();
    VfioDevice device = open().device();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      int given = fuzz.below(6);
      int flags = fuzz.onceIn(3) ? fuzz.below(128) : 1 << fuzz.below(3) | IrqSet.ACTION_TRIGGER;
      IrqSet set =
          new IrqSet(
              flags,
              fuzz.onceIn(8) ? (int) fuzz.operand() : fuzz.below(6),
              fuzz.onceIn(4) ? (int) fuzz.operand() : fuzz.below(4),
              fuzz.onceIn(4) ? (int) fuzz.operand() : fuzz.below(4),
              Collections.nCopies(given, fuzz.onceIn(2)),
              Collections.nCopies(given, fuzz.onceIn(4) ? null : () -> {}));
      int result;
      try {
        result = device.setIrqs(set);
      } catch (RuntimeException e) {
        throw new AssertionError(fuzz.where("thrown by " + set), e);
      }
      assertTrue(RegionAccessContract.isErrno(result) || result >= 0, () -> fuzz.where("" + set));
    }
  }

  @Test
  public final void whatIsMappedIsUnmapped() {
    Opened opened = open();
    Memory memory = opened.memory();
    VfioDevice device = opened.device();
    if (memory == null) {
      assertTrue(device.dmaMap(0, 0, 4096, true) < 0);
      assertTrue(device.dmaUnmap(0, 4096) < 0);
      return;
    }
    long io = memory.ioAddress();
    for (int round = 0; round < 3; round++) {
      assertEquals(0, device.dmaUnmap(io, 0x4000), "nothing is mapped yet");
      assertEquals(0, device.dmaMap(io, memory.address(), 0x2000, true));
      assertEquals(-Errno.EEXIST, device.dmaMap(io + 0x1000, memory.address(), 0x1000, true));
      assertEquals(0, device.dmaMap(io + 0x2000, memory.address() + 0x1000, 0x1000, false));
      assertEquals(-Errno.EINVAL, device.dmaUnmap(io + 0x1000, 0x2000), "a mapping cut");
      assertEquals(0x2000, device.dmaUnmap(io, 0x2000));
      assertEquals(0x1000, device.dmaUnmap(io, 0x4000));
    }
  }

  @Test
  public final void aMappingIsOfWholePages() {
    Opened opened = open();
    Memory memory = opened.memory();
    if (memory == null) {
      return;
    }
    VfioDevice device = opened.device();
    long io = memory.ioAddress();
    assertEquals(-Errno.EINVAL, device.dmaMap(io, memory.address(), 0, true), "no size");
    assertEquals(-Errno.EINVAL, device.dmaMap(io, memory.address(), 0x800, true), "half a page");
    assertEquals(-Errno.EINVAL, device.dmaMap(io + 1, memory.address(), 0x1000, true));
    assertEquals(-Errno.EINVAL, device.dmaMap(io, memory.address() + 8, 0x1000, true));
    assertEquals(-Errno.EINVAL, device.dmaMap(-0x1000, memory.address(), 0x2000, true));
    assertEquals(-Errno.EINVAL, device.dmaUnmap(io, 0));
    assertEquals(-Errno.EINVAL, device.dmaUnmap(io + 1, 0x1000));
    assertEquals(0, device.dmaUnmap(io, 0x1000), "nothing of it is mapped");
  }

  @Test
  public final void noMappingThrows() {
    VfioDevice device = open().device();
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      long io = fuzz.onceIn(2) ? fuzz.operand() : fuzz.operand() & -4096;
      long address = fuzz.onceIn(2) ? fuzz.operand() : fuzz.operand() & -4096;
      long size = fuzz.onceIn(3) ? fuzz.operand() : 4096L * fuzz.below(5);
      String call = "0x%x 0x%x 0x%x".formatted(io, address, size);
      try {
        int mapped = device.dmaMap(io, address, size, fuzz.onceIn(2));
        assertTrue(mapped == 0 || RegionAccessContract.isErrno(mapped), fuzz.where(call));
        long unmapped = device.dmaUnmap(io, size);
        assertTrue(
            RegionAccessContract.isErrno(unmapped) || unmapped == (mapped == 0 ? size : 0),
            fuzz.where(call));
      } catch (RuntimeException e) {
        throw new AssertionError(fuzz.where("thrown by map " + call), e);
      }
    }
  }

  @Test
  public final void resetIsWhatTheFlagsSay() {
    VfioDevice device = open().device();
    boolean has = (device.info().flags() & DeviceInfo.FLAG_RESET) != 0;
    for (int i = 0; i < 3; i++) {
      int result = device.reset();
      assertTrue(has ? result == 0 : RegionAccessContract.isErrno(result), "reset: " + result);
    }
    MemorySegment vendor = MemorySegment.ofArray(new byte[2]);
    RegionAccess config = device.region(VfioDevice.CONFIG_REGION);
    assertEquals(2, config.pread(0, vendor, 0, 2));
    assertFalse(vendor.get(Layouts.SHORT, 0) == -1, "the device is gone");
  }

  private static void refused(VfioDevice device, IrqSet set, String why) {
    int result = device.setIrqs(set);
    assertTrue(RegionAccessContract.isErrno(result), why + ": " + result);
  }

  private static IrqSet none(int index, int vector, int count) {
    return new IrqSet(NONE, index, vector, count, List.of(), List.of());
  }

  private static IrqSet bools(int index, boolean value) {
    return new IrqSet(
        IrqSet.DATA_BOOL | IrqSet.ACTION_TRIGGER, index, 0, 1, List.of(value), List.of());
  }

  /** As many eventfds and booleans as anybody may ask for. */
  private static IrqSet set(int flags, int index, int start, int count) {
    List<IrqSet.@Nullable Trigger> triggers = Collections.nCopies(2050, () -> {});
    return new IrqSet(flags, index, start, count, Collections.nCopies(2050, true), triggers);
  }

  private static List<RegionInfo> regions(VfioDevice device) {
    List<RegionInfo> regions = new ArrayList<>();
    for (int index = 0; index < device.info().regions(); index++) {
      try {
        regions.add(device.regionInfo(index));
      } catch (VfioException e) {
        assertEquals(Errno.EINVAL, e.errno(), "region " + index);
      }
    }
    return regions;
  }

  private static List<IrqInfo> irqs(VfioDevice device) {
    List<IrqInfo> irqs = new ArrayList<>();
    for (int index = 0; index < device.info().irqs(); index++) {
      try {
        irqs.add(device.irqInfo(index));
      } catch (VfioException e) {
        assertEquals(Errno.EINVAL, e.errno(), "irq " + index);
      }
    }
    return irqs;
  }

  private static List<IrqInfo> messages(VfioDevice device) {
    return irqs(device).stream()
        .filter(irq -> irq.count() > 0)
        .filter(irq -> irq.index() == VfioDevice.IRQ_MSI || irq.index() == VfioDevice.IRQ_MSIX)
        .toList();
  }
}
