package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** The IOMMU of a host that is no s390. */
class NativeIommuTest {
  private static final long ORIGIN = 0x40_0000;

  private final GuestStorage storage = GuestStorage.allocate(Arena.ofAuto(), 0, 0x4000);
  private final NativeIommu iommu = new NativeIommu(storage, ORIGIN);
  private final MemorySegment data = MemorySegment.ofArray(new byte[] {1, 2, 3, 4});

  @Test
  void theHostsAddressesAreTheGuestsFromItsOriginOn() {
    assertEquals(0, iommu.map(0x1_0000_0000L, ORIGIN + 0x1000, 0x1000, true));
    assertEquals(0, iommu.write(0x1_0000_0010L, data, 0, 4));
    assertEquals(0x0102_0304, storage.getInt(0x1010));
    Register previous = new Register();
    assertEquals(0, iommu.or(0x1_0000_0010L, 0x8000_0000, previous));
    assertEquals(0x0102_0304, previous.get());
    assertEquals(0x8102_0304, storage.getInt(0x1010));
  }

  @Test
  void whatIsReadOnlyIsNotWritten() {
    assertEquals(0, iommu.map(0x10000, ORIGIN, 0x1000, false));
    storage.putInt(0, 0x0506_0708);
    MemorySegment read = MemorySegment.ofArray(new byte[4]);
    assertEquals(0, iommu.read(0x10000, read, 0, 4));
    assertEquals(0x0506_0708, read.get(Layouts.INT, 0));
    assertEquals(Dma.PROTECTED, iommu.write(0x10000, data, 0, 4));
    assertEquals(Dma.PROTECTED, iommu.check(0x10000, 4));
    assertEquals(Dma.PROTECTED, iommu.or(0x10000, 1, new Register()));
    assertEquals(0x0506_0708, storage.getInt(0));
  }

  @Test
  void nothingIsReachedAfterItIsUnmapped() {
    assertEquals(0, iommu.map(0x10000, ORIGIN, 0x1000, true));
    assertEquals(0, iommu.unmap(0x10000, 0x1000));
    assertEquals(Dma.PROTECTED, iommu.write(0x10000, data, 0, 4));
    assertEquals(-Errno.ENOENT, iommu.unmap(0x10000, 0x1000));
  }

  @Test
  void theRestOfTheHostIsOutOfReach() {
    assertEquals(-Errno.EFAULT, iommu.map(0x10000, ORIGIN - 0x1000, 0x1000, true));
    assertEquals(-Errno.EFAULT, iommu.map(0x10000, ORIGIN + 0x3000, 0x2000, true));
  }
}
