package io.zpci.function;

import io.zpci.function.contract.DmaContract;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;

/** Ranges are DMA: two that touch, whose targets do not. */
class FlatDmaContractTest extends DmaContract {
  private static final long IO = 0x1_0000_0000L;

  @Override
  protected Mapped create() {
    FlatDma dma = new FlatDma(GuestStorage.allocate(Arena.ofAuto(), 0, 0x10000));
    dma.map(IO, 0x8000, 0x1000);
    dma.map(IO + 0x1000, 0x2000, 0x2000);
    return new Mapped(dma, IO, 0x3000);
  }
}
