package io.zpci.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Outcome;
import io.zpci.dma.DmaRules;
import io.zpci.dma.DmaSpace;
import io.zpci.function.MemoryFunction;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A segment entry that is a frame of 1 MiB, through MPCIFC and RPCIT. Source: spec zpci 11.3. */
class SegmentFrameTest {
  private static final long PBA = ControlBench.PBA;
  private static final long FRAME = ControlBench.SIZE;

  private final MemorySegment data = MemorySegment.ofArray(new long[] {-1, -1});

  private static ControlBench bench(boolean shadow) {
    DmaRules rules = shadow ? DmaRules.QEMU : DmaRules.MACHINE;
    ControlBench bench =
        new ControlBench(
            FirmwareRules.DEFAULT.withDma(rules), MemoryFunction.memory(), 3 * ControlBench.SIZE);
    assertEquals(Outcome.OK, bench.registerIoat());
    return bench;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void all256PagesAreReached(boolean shadow) {
    ControlBench bench = bench(shadow);
    DmaSpace dma = bench.entry.dma();
    bench.storage.putLong(ControlBench.SEGMENT + 8, FRAME | 0x400);
    assertEquals(Outcome.OK, bench.rpcit(PBA, 0x40_0000));
    for (int page = 0; page < 256; page++) {
      long at = 0x1000L * page + 0xff8;
      assertEquals(0, dma.write(PBA + 0x10_0000 + at, data, 0, 8));
      assertEquals(-1, bench.storage.getLong(FRAME + at));
    }
    assertEquals(List.of(), bench.events);
    assertEquals(4, dma.write(PBA + 0x1f_fff8, data, 0, 16), "runs out of the frame");
    assertEquals(List.of(bench.event(4, PBA + 0x20_0000)), bench.events);
    assertEquals(0, bench.storage.getLong(FRAME + 0x10_0000));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aProtectedFrameIsReadOnlyAndAPartOfItIsRefreshed(boolean shadow) {
    ControlBench bench = bench(shadow);
    DmaSpace dma = bench.entry.dma();
    bench.storage.putLong(ControlBench.SEGMENT, FRAME | 0x600);
    bench.storage.putLong(FRAME + 0x5000, 0x1234);
    assertEquals(Outcome.OK, bench.rpcit(PBA + 0x5000, 0x1000));
    assertEquals(0, dma.read(PBA + 0x5000, data, 0, 8));
    assertEquals(0x1234, new GuestStorage(0, data).getLong(0));
    assertEquals(4, dma.write(PBA + 0x5000, data, 0, 8));
    assertEquals(FunctionState.ERROR, bench.entry.state());
    assertTrue(bench.entry.resetError());
    assertEquals(shadow ? 4 : 0, dma.read(PBA + 0x6000, data, 0, 8), "not refreshed");
  }
}
