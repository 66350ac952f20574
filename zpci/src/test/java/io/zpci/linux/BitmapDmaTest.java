package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** s390's own layer: next fit from below, lazy and strict. Spec zpci 11.5, 11.6. */
class BitmapDmaTest {
  private static final DmaDirection BOTH = DmaDirection.BIDIRECTIONAL;
  private static final long PAGE = 0x20_0000;
  private static final long START = 1L << 32;

  private static KernelBench pages(String version, int count, boolean refresh) {
    return new KernelBench(
        version,
        told -> told.withTranslation(refresh, 0x40).withDma(START, START + 4096L * count - 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-5.10", "linux-6.1"})
  void addressesComeFromBelow(String version) {
    KernelBench bench = new KernelBench(version);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.DEFAULT);
    assertEquals(START, dma.map(PAGE, 4096, BOTH));
    assertEquals(START + 0x1ff8, dma.map(PAGE + 0xff8, 16, BOTH));
    assertEquals(START + 0x3000, dma.map(PAGE, 12288, DmaDirection.TO_DEVICE));
    assertEquals(
        List.of(
            "rpcit 81000001 100000000+1000",
            "rpcit 81000001 100001000+2000",
            "rpcit 81000001 100003000+3000"),
        bench.cpu.take());
    assertEquals(List.of("7", "0", "201000"), bench.entries(dma.iota(), START + 0x2000));
    assertEquals(List.of("7", "0", "202200"), bench.entries(dma.iota(), START + 0x5000));
  }

  @Test
  void lazyAddressesAreFreeAfterTheWrapAndOneRefresh() {
    KernelBench bench = pages("linux-5.10", 5, false);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.DEFAULT);
    for (int i = 0; i < 4; i++) {
      assertEquals(START + 4096L * i, dma.map(PAGE, 4096, BOTH));
    }
    assertEquals(0, dma.unmap(START, 4096));
    assertEquals(0, dma.unmap(START + 0x2000, 4096));
    assertEquals(List.of("7", "0", "200400"), bench.entries(dma.iota(), START));
    assertEquals(List.of(), bench.cpu.take(), "neither map nor unmap refreshes");
    assertEquals(START, dma.map(PAGE, 4096, BOTH));
    assertEquals(List.of("rpcit 81000001 100000000+5000"), bench.cpu.take());
    assertEquals(START + 0x2000, dma.map(PAGE, 4096, BOTH));
    assertEquals(List.of(), bench.cpu.take());
    assertEquals(-28, dma.map(PAGE, 4096, BOTH), "the last page is never given");
    assertEquals(List.of("rpcit 81000001 100000000+5000"), bench.cpu.take());
    bench.cpu.answer(Outcome.error(40));
    dma.unmap(START, 4096);
    assertEquals(-28, dma.map(PAGE, 4096, BOTH), "without that refresh nothing is free");
    assertEquals(List.of("linux.dma.map.1", "linux.dma.map.1"), bench.fixture.broken());
  }

  @Test
  void strictRefreshesEachUnmapAndReusesAfterTheWrap() {
    KernelBench bench = pages("linux-6.1", 4, false);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.STRICT);
    assertEquals(START, dma.map(PAGE, 4096, BOTH));
    assertEquals(0, dma.unmap(START, 4096));
    assertEquals(List.of("rpcit 81000001 100000000+1000"), bench.cpu.take());
    assertEquals(START + 0x1000, dma.map(PAGE, 4096, BOTH), "next fit");
    assertEquals(START + 0x2000, dma.map(PAGE, 4096, BOTH));
    assertEquals(START, dma.map(PAGE, 4096, BOTH));
    assertEquals(List.of(), bench.cpu.take());
    bench.cpu.answer(Outcome.error(40));
    assertEquals(-5, dma.unmap(START, 4096));
    assertEquals(-28, dma.map(PAGE, 4096, BOTH), "an address that was not refreshed is lost");
  }

  @Test
  void exhaustionInLazyModeIsSuccessAfterARefreshOfAll() {
    KernelBench bench = pages("linux-5.10", 4, true);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.DEFAULT);
    dma.map(PAGE, 4096, BOTH);
    dma.unmap(START, 4096);
    bench.cpu.take();
    bench.cpu.answer(Outcome.error(16), 0);
    assertEquals(START + 0x1000, dma.map(PAGE, 4096, BOTH));
    assertEquals(
        List.of("rpcit 81000001 100001000+1000", "rpcit 81000001 100000000+4000"),
        bench.cpu.take());
    bench.cpu.answer(Outcome.error(16), Outcome.error(16));
    assertEquals(-12, dma.map(PAGE, 4096, BOTH));
    assertEquals(List.of("7", "0", "200400"), bench.entries(dma.iota(), START + 0x2000));
    assertEquals(List.of("linux.dma.map.2"), bench.fixture.broken());
  }

  @Test
  void exhaustionInStrictModeIsEnomem() {
    KernelBench bench = pages("linux-5.10", 4, true);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.STRICT);
    bench.cpu.answer(2, Outcome.error(4));
    assertEquals(-12, dma.map(PAGE, 4096, BOTH));
    assertEquals(
        List.of("rpcit 81000001 100000000+1000", "rpcit 81000001 100000000+1000"),
        bench.cpu.take());
    bench.cpu.answer(3);
    assertEquals(-5, dma.map(PAGE, 4096, BOTH));
  }

  @Test
  void noAreaCrosses4Gib() {
    KernelBench bench =
        new KernelBench(
            "linux-5.10",
            told -> KernelBench.noRefresh(told).withDma(0x1_ffff_e000L, 0x2_00ff_ffffL));
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.STRICT);
    assertEquals(0x2_0000_0000L, dma.map(PAGE, 12288, BOTH));
    assertEquals(0x2_0000_3000L, dma.map(PAGE, 8192, BOTH));
  }

  @Test
  void whatVfioMapsIsRefreshedEachTime() {
    KernelBench bench = pages("linux-5.10", 16, false);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.DEFAULT);
    assertEquals(0, dma.mapAt(START + 0x4000, PAGE, 8192, true));
    assertEquals(0, dma.unmapAt(START + 0x4000, 8192));
    assertEquals(
        List.of("rpcit 81000001 100004000+2000", "rpcit 81000001 100004000+2000"),
        bench.cpu.take());
    bench.cpu.answer(Outcome.error(16), 3);
    assertEquals(-12, dma.mapAt(START, PAGE, 4096, true));
    assertEquals(List.of("7", "0", "200400"), bench.entries(dma.iota(), START));
    assertEquals(-5, dma.unmapAt(START, 4096));
    dma.flush();
    assertEquals(2, bench.cpu.take().size(), "there is no timer");
  }

  /** What an ISM driver sets: no DMB crosses 1 MiB. Spec ism 6. */
  @ParameterizedTest
  @ValueSource(strings = {"linux-5.10", "linux-6.1"})
  void noAreaCrossesTheSegmentBoundaryOfTheDevice(String version) {
    KernelBench bench = new KernelBench(version, KernelBench::noRefresh);
    LinuxDma dma = new LinuxDma(bench.kernel, bench.zdev, LinuxDma.Parameters.DEFAULT);
    dma.segmentBoundary(0xf_ffff);
    assertEquals(0, dma.enable());
    assertEquals(START, dma.map(PAGE, 4096, BOTH));
    assertEquals(START + 0x10_0000, dma.map(PAGE, 0x10_0000, BOTH));
    assertEquals(START + 0x20_0000, dma.map(PAGE, 0xc_0000, BOTH));
    assertEquals(START + 0x30_0000, dma.map(PAGE, 0x5_0000, BOTH), "next fit, not first fit");
    dma.segmentBoundary(0xffff_ffffL);
    assertEquals(START + 0x35_0000, dma.map(PAGE, 0x10_0000, BOTH), "as it is by default");
  }

  @Test
  void noBlockOfAnySizeCrossesTheSegmentBoundary() {
    KernelBench bench = new KernelBench("linux-5.10", KernelBench::noRefresh);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.DEFAULT);
    dma.segmentBoundary(0xf_ffff);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 400; i++) {
      long size = 4096L * (1 + random.nextInt(256));
      long address = dma.map(PAGE, size, BOTH);
      assertEquals(address >>> 20, (address + size - 1) >>> 20, "0x%x".formatted(address));
      assertEquals(0, dma.unmap(address, size));
    }
  }
}
