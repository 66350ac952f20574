package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.contract.ContractRun;
import io.zpci.function.MemoryFunction;
import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import io.zpci.linux.NativeMmio;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import io.zpci.vfio.contract.VfioDeviceContract;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A wrong device is caught, each by the test that is about its mistake; so is a wrong region. */
class VfioContractBitesTest {
  private static final String REGIONS = "itsRegionsAreRegions";

  private static class Passing implements VfioDevice {
    private final VfioDevice below;

    Passing(VfioDevice below) {
      this.below = below;
    }

    @Override
    public DeviceInfo info() {
      return below.info();
    }

    @Override
    public RegionInfo regionInfo(int index) throws VfioException {
      return below.regionInfo(index);
    }

    @Override
    public IrqInfo irqInfo(int index) throws VfioException {
      return below.irqInfo(index);
    }

    @Override
    public RegionAccess region(int index) {
      return below.region(index);
    }

    @Override
    public RegionAccess file() {
      return below.file();
    }

    @Override
    public int setIrqs(IrqSet set) {
      return below.setIrqs(set);
    }

    @Override
    public int reset() {
      return below.reset();
    }

    @Override
    public int dmaMap(long ioAddress, long address, long size, boolean writable) {
      return below.dmaMap(ioAddress, address, size, writable);
    }

    @Override
    public long dmaUnmap(long ioAddress, long size) {
      return below.dmaUnmap(ioAddress, size);
    }
  }

  private static class PassingRegion implements RegionAccess {
    private final RegionAccess below;

    PassingRegion(RegionAccess below) {
      this.below = below;
    }

    @Override
    public long pread(long position, MemorySegment buffer, long at, long count) {
      return below.pread(position, buffer, at, count);
    }

    @Override
    public long pwrite(long position, MemorySegment buffer, long at, long count) {
      return below.pwrite(position, buffer, at, count);
    }
  }

  private static final class Contract extends VfioDeviceContract {
    private final UnaryOperator<VfioDevice> mistake;

    Contract(UnaryOperator<VfioDevice> mistake) {
      this.mistake = mistake;
    }

    @Override
    protected Opened open() {
      GuestStorage memory = GuestStorage.allocate(Arena.ofAuto(), 0, 0x10000);
      MemoryFunction function = MemoryFunction.memory();
      NativeMmio io = new NativeMmio(function, Tap.NONE);
      VfioHost host =
          VfioHost.littleEndian(LinuxVersion.newest().vfio(), io)
              .withIommu(new NativeIommu(memory, 0))
              .withReset(() -> 0);
      VfioDevice device = new VfioPciCore(host, function.facts(), Tap.NONE);
      return new Opened(mistake.apply(device), new Memory(0x10_0000, 0, 0x10000));
    }
  }

  private static UnaryOperator<VfioDevice> regions(UnaryOperator<RegionAccess> mistake) {
    return below ->
        new Passing(below) {
          @Override
          public RegionAccess region(int index) {
            return mistake.apply(super.region(index));
          }
        };
  }

  @Test
  void aRightOneHolds() {
    assertEquals(Set.of(), ContractRun.failures(() -> new Contract(Passing::new)));
    assertEquals(Set.of(), ContractRun.failures(() -> new Contract(regions(PassingRegion::new))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void aWrongOneIsCaught(String mistake, UnaryOperator<VfioDevice> device, String test) {
    assertTrue(ContractRun.fails(() -> new Contract(device), test), mistake);
  }

  private static Arguments wrong(String mistake, String test, UnaryOperator<VfioDevice> device) {
    return Arguments.of(mistake, device, test);
  }

  static Stream<Arguments> wrong() {
    return Stream.concat(wrongDevices(), wrongRegions());
  }

  private static Stream<Arguments> wrongDevices() {
    return Stream.of(
        wrong(
            "reports another number of regions each time",
            "informationIsStable",
            below ->
                new Passing(below) {
                  private int more;

                  @Override
                  public DeviceInfo info() {
                    DeviceInfo info = super.info();
                    return new DeviceInfo(
                        info.flags(), info.regions() + more++, info.irqs(), info.capabilities());
                  }
                }),
        wrong(
            "says that an absent BAR can be read",
            "regionsAreApartAndHaveFlagsWhereTheyHaveASize",
            below ->
                new Passing(below) {
                  @Override
                  public RegionInfo regionInfo(int index) throws VfioException {
                    RegionInfo info = super.regionInfo(index);
                    return new RegionInfo(index, 1, info.size(), info.offset(), List.of());
                  }
                }),
        wrong(
            "answers for an interrupt that is not there",
            "whatIsNotThereIsRefused",
            below ->
                new Passing(below) {
                  @Override
                  public IrqInfo irqInfo(int index) {
                    return new IrqInfo(index, 0, 0);
                  }
                }),
        wrong(
            "has all of its file at region 0",
            "theFileIsItsRegionsOneBehindTheOther",
            below ->
                new Passing(below) {
                  @Override
                  public RegionAccess file() {
                    return new PassingRegion(super.file()) {
                      @Override
                      public long pread(long position, MemorySegment to, long at, long count) {
                        return super.pread(position & 0xffff_ffffL, to, at, count);
                      }
                    };
                  }
                }),
        wrong(
            "keeps a trigger that was detached",
            "anInterruptIsEnabledSignalledAndDisabled",
            below ->
                new Passing(below) {
                  @Override
                  public int setIrqs(IrqSet set) {
                    boolean detaches =
                        !set.triggers().isEmpty() && set.triggers().getFirst() == null;
                    return detaches ? 0 : super.setIrqs(set);
                  }
                }),
        wrong(
            "enables one kind beside the other",
            "onlyOneKindOfMessageIsEnabled",
            below ->
                new Passing(below) {
                  @Override
                  public int setIrqs(IrqSet set) {
                    return Math.max(super.setIrqs(set), 0);
                  }
                }),
        wrong(
            "looks at one flag only",
            "combinationsThatMakeNoSenseAreRefused",
            below ->
                new Passing(below) {
                  @Override
                  public int setIrqs(IrqSet set) {
                    int flags = IrqSet.DATA_EVENTFD | IrqSet.ACTION_TRIGGER;
                    return (set.flags() & flags) == flags
                        ? super.setIrqs(
                            new IrqSet(
                                flags,
                                set.index(),
                                set.start(),
                                set.count(),
                                set.booleans(),
                                set.triggers()))
                        : super.setIrqs(set);
                  }
                }),
        wrong(
            "trusts the count",
            "noSetThrows",
            below ->
                new Passing(below) {
                  @Override
                  public int setIrqs(IrqSet set) {
                    for (int i = 0; i < Math.min(set.count(), 9); i++) {
                      if ((set.flags() & IrqSet.DATA_EVENTFD) != 0
                          && set.triggers().get(i) == null) {
                        return -Errno.EINVAL;
                      }
                    }
                    return super.setIrqs(set);
                  }
                }),
        wrong(
            "unmaps a page each time",
            "whatIsMappedIsUnmapped",
            below ->
                new Passing(below) {
                  @Override
                  public long dmaUnmap(long ioAddress, long size) {
                    long result = super.dmaUnmap(ioAddress, size);
                    return result > 0 ? 0x1000 : result;
                  }
                }),
        wrong(
            "rounds a mapping to pages",
            "aMappingIsOfWholePages",
            below ->
                new Passing(below) {
                  @Override
                  public int dmaMap(long ioAddress, long address, long size, boolean writable) {
                    return super.dmaMap(ioAddress & -4096, address, size, writable);
                  }
                }),
        wrong(
            "throws for a mapping that is nowhere",
            "noMappingThrows",
            below ->
                new Passing(below) {
                  @Override
                  public int dmaMap(long ioAddress, long address, long size, boolean writable) {
                    if (address < 0) {
                      throw new IndexOutOfBoundsException("address");
                    }
                    return super.dmaMap(ioAddress, address, size, writable);
                  }
                }),
        wrong(
            "cannot be reset, and says that it can",
            "resetIsWhatTheFlagsSay",
            below ->
                new Passing(below) {
                  @Override
                  public int reset() {
                    return -Errno.EINVAL;
                  }
                }));
  }

  private static Stream<Arguments> wrongRegions() {
    return Stream.of(
        wrong(
            "throws for a buffer without room",
            REGIONS,
            regions(below ->
                new PassingRegion(below) {
                  @Override
                  public long pread(long position, MemorySegment buffer, long at, long count) {
                    return super.pread(position, buffer.asSlice(at, count), 0, count);
                  }
                })),
        wrong(
            "answers a condition code",
            REGIONS,
            regions(below ->
                new PassingRegion(below) {
                  @Override
                  public long pwrite(long position, MemorySegment buffer, long at, long count) {
                    long done = super.pwrite(position, buffer, at, count);
                    return done < 0 ? 1L << 32 : done;
                  }
                })),
        wrong(
            "clears the buffer behind what it read",
            REGIONS,
            regions(below ->
                new PassingRegion(below) {
                  @Override
                  public long pread(long position, MemorySegment buffer, long at, long count) {
                    long done = super.pread(position, buffer, at, count);
                    if (done >= 0 && at + count < buffer.byteSize()) {
                      buffer.set(Layouts.BYTE, at + count, (byte) 0);
                    }
                    return done;
                  }
                })),
        wrong(
            "does a byte where none is asked for",
            REGIONS,
            regions(below ->
                new PassingRegion(below) {
                  @Override
                  public long pwrite(long position, MemorySegment buffer, long at, long count) {
                    return Math.max(super.pwrite(position, buffer, at, count), 1);
                  }
                })),
        wrong(
            "reads on behind its end",
            REGIONS,
            regions(below ->
                new PassingRegion(below) {
                  @Override
                  public long pread(long position, MemorySegment buffer, long at, long count) {
                    long done = super.pread(position, buffer, at, count);
                    return done >= 0 ? count : done;
                  }
                })),
        wrong(
            "makes a slice of each buffer",
            REGIONS,
            regions(below ->
                new PassingRegion(below) {
                  private @Nullable MemorySegment slice;

                  @Override
                  public long pwrite(long position, MemorySegment buffer, long at, long count) {
                    slice = buffer.asSlice(0);
                    return super.pwrite(position, slice, at, count);
                  }
                })));
  }
}
