package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.function.contract.DmaContract;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;

/** What a host that is no s390 maps is DMA. */
class NativeIommuContractTest extends DmaContract {
  private static final long IO = 0x8000_0000L;
  private static final long ORIGIN = 0x10_0000;

  @Override
  protected Mapped create() {
    NativeIommu iommu = new NativeIommu(GuestStorage.allocate(Arena.ofAuto(), 0, 0x8000), ORIGIN);
    assertEquals(0, iommu.map(IO, ORIGIN + 0x4000, 0x1000, true));
    assertEquals(0, iommu.map(IO + 0x1000, ORIGIN, 0x2000, true));
    return new Mapped(iommu, IO, 0x3000);
  }
}
