package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The generic layer: addresses from the top, refreshes, what waits. Spec zpci 11.5, 11.6. */
class IommuDmaTest {
  private static final DmaDirection BOTH = DmaDirection.BIDIRECTIONAL;
  private static final long PAGE = 0x20_0000;

  @Test
  void addressesAreThoseOfTheRecordings() {
    KernelBench bench = new KernelBench("linux-7.2");
    LinuxDma dma = bench.enabled(KernelBench.RECORDED);
    assertEquals(0x11fff_ffffL, dma.end());
    assertEquals(0x11fff_f000L, dma.map(0x13c_3000, 4096, BOTH));
    assertEquals(0x11fff_e000L, dma.map(0x13c_5000, 4096, BOTH));
    assertEquals(0x11fff_8000L, dma.map(0x19b_8000, 16384, BOTH), "aligned to its size");
    assertEquals(
        List.of(
            "rpcit 81000001 11ffff000+1000",
            "rpcit 81000001 11fffe000+1000",
            "rpcit 81000001 11fff8000+4000"),
        bench.cpu.take());
    for (int page = 0; page < 4; page++) {
      assertEquals(
          List.of("7", "0", Long.toHexString(0x19b_8000 + page * 4096)),
          bench.entries(dma.iota(), 0x11fff_8000L + page * 4096));
    }
    assertEquals(List.of("7", "0", "400"), bench.entries(dma.iota(), 0x11fff_c000L));
  }

  @Test
  void theOffsetInThePageIsKeptAndPagesAreWhole() {
    KernelBench bench = new KernelBench("linux-7.2");
    LinuxDma dma = bench.enabled(KernelBench.RECORDED);
    assertEquals(0x11fff_eff8L, dma.map(PAGE + 0xff8, 16, BOTH));
    assertEquals(List.of("rpcit 81000001 11fffe000+2000"), bench.cpu.take());
    assertEquals(0, dma.unmap(0x11fff_eff8L, 16));
    assertEquals(
        List.of("7", "0", "200400"),
        bench.entries(dma.iota(), 0x11fff_e000L),
        "the address stays in the entry");
    assertEquals(List.of("7", "0", "201400"), bench.entries(dma.iota(), 0x11fff_f000L));
  }

  @Test
  void onlyToTheDeviceIsProtected() {
    KernelBench bench = new KernelBench("linux-7.2");
    LinuxDma dma = bench.enabled(KernelBench.RECORDED);
    long read = dma.map(PAGE, 1, DmaDirection.TO_DEVICE);
    assertEquals(List.of("7", "0", "200200"), bench.entries(dma.iota(), read));
    long written = dma.map(PAGE, 1, DmaDirection.FROM_DEVICE);
    assertEquals(List.of("7", "0", "200000"), bench.entries(dma.iota(), written));
    assertEquals(0, dma.unmap(read, 1));
    assertEquals(List.of("7", "0", "200400"), bench.entries(dma.iota(), read));
  }

  @Test
  void unmappedAddressesWaitForTheTimer() {
    KernelBench bench = new KernelBench("linux-7.2");
    LinuxDma dma = bench.enabled(KernelBench.RECORDED);
    dma.map(PAGE, 4096, BOTH);
    dma.map(PAGE, 4096, BOTH);
    bench.cpu.take();
    assertEquals(0, dma.unmap(0x11fff_f000L, 4096));
    assertEquals(List.of(), bench.cpu.take());
    assertEquals(0x11fff_d000L, dma.map(PAGE, 4096, BOTH));
    bench.cpu.take();
    dma.flush();
    assertEquals(List.of("rpcit 81000001 100000000+20000000"), bench.cpu.take());
    dma.flush();
    assertEquals(List.of(), bench.cpu.take(), "the timer is not armed");
    assertEquals(0x11fff_f000L, dma.map(PAGE, 4096, BOTH));
  }

  @Test
  void theQueueHas32767Places() {
    KernelBench bench = new KernelBench("linux-7.2");
    LinuxDma dma = bench.enabled(KernelBench.RECORDED);
    for (int i = 0; i < 32767; i++) {
      dma.unmap(dma.map(PAGE, 4096, BOTH), 4096);
    }
    long next = dma.map(PAGE, 4096, BOTH);
    bench.cpu.take();
    assertEquals(0, dma.unmap(next, 4096));
    assertEquals(List.of("rpcit 81000001 100000000+20000000"), bench.cpu.take());
  }

  @Test
  void withoutRefreshTheQueueIsShort() {
    KernelBench bench = new KernelBench("linux-7.2", KernelBench::noRefresh);
    LinuxDma dma = bench.enabled(KernelBench.RECORDED);
    for (int i = 0; i < 255; i++) {
      dma.unmap(dma.map(PAGE, 4096, BOTH), 4096);
    }
    assertEquals(List.of(), bench.cpu.take(), "no map is refreshed");
    dma.unmap(dma.map(PAGE, 4096, BOTH), 4096);
    assertEquals(List.of("rpcit 81000001 100000000+20000000"), bench.cpu.take());
  }

  @Test
  void ismIsNeverDeferred() {
    KernelBench bench = new KernelBench("linux-7.2", KernelBench::ism);
    LinuxDma dma = bench.enabled(KernelBench.RECORDED);
    long ioAddress = dma.map(PAGE, 8192, BOTH);
    bench.cpu.take();
    assertEquals(0, dma.unmap(ioAddress, 8192));
    assertEquals(List.of("rpcit 81000001 11fffe000+2000"), bench.cpu.take());
    assertEquals(ioAddress, dma.map(PAGE, 8192, BOTH), "the address is free at once");
  }

  @Test
  void strictRefreshesEachUnmap() {
    KernelBench bench = new KernelBench("linux-7.2", KernelBench::noRefresh);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.STRICT);
    long ioAddress = dma.map(PAGE, 4096, BOTH);
    bench.cpu.answer(Outcome.error(40));
    assertEquals(0, dma.unmap(ioAddress, 4096), "what the refresh answered is nobody's");
    assertEquals(List.of("rpcit 81000001 101fff000+1000"), bench.cpu.take());
  }

  @Test
  void theOneFreedLastIsGivenFirst() {
    KernelBench bench = new KernelBench("linux-7.2", KernelBench::noRefresh);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.STRICT);
    List<Long> mapped = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      mapped.add(dma.map(PAGE, 4096, BOTH));
      assertEquals(0x1_01ff_f000L - 4096L * i, mapped.getLast());
    }
    mapped.subList(0, 3).forEach(each -> dma.unmap(each, 4096));
    assertEquals(mapped.get(2), dma.map(PAGE, 4096, BOTH));
    assertEquals(mapped.get(1), dma.map(PAGE, 4096, BOTH));
    assertEquals(0x1_01e6_e000L, dma.map(PAGE, 8192, BOTH), "another size has its own");
    assertEquals(mapped.get(0), dma.map(PAGE, 4096, BOTH));
  }

  @Test
  void magazinesAreExchanged() {
    KernelBench bench = new KernelBench("linux-7.2", KernelBench::noRefresh);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.STRICT);
    List<Long> mapped = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      mapped.add(dma.map(PAGE, 4096, BOTH));
    }
    mapped.forEach(each -> dma.unmap(each, 4096));
    // Loaded holds 254 to 299; the one before holds the first 127, the depot the second.
    List<Long> again = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      again.add(dma.map(PAGE, 4096, BOTH));
    }
    List<Long> expected = new ArrayList<>(mapped.subList(254, 300).reversed());
    expected.addAll(mapped.subList(0, 127).reversed());
    expected.addAll(mapped.subList(127, 254).reversed());
    assertEquals(expected, again);
  }

  @Test
  void sizesUpTo32PagesAreRoundedUp() {
    KernelBench bench = new KernelBench("linux-7.2", KernelBench::noRefresh);
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.STRICT);
    assertEquals(0x1_01ff_c000L, dma.map(PAGE, 3 * 4096, BOTH));
    assertEquals(0x1_01ff_b000L, dma.map(PAGE, 4096, BOTH));
    assertEquals(0x1_01fc_0000L, dma.map(PAGE, 33 * 4096, BOTH), "aligned to 64 pages");
    assertEquals(0x1_01fb_f000L, dma.map(PAGE, 4096, BOTH));
    dma.unmap(0x1_01fc_0000L, 33 * 4096);
    assertEquals(
        0x1_01fc_0000L, dma.map(PAGE, 17 * 4096, BOTH), "a large one goes back to the tree");
    assertEquals(0x1_01fb_e000L, dma.map(PAGE, 4096, BOTH), "below the area given last");
  }

  @Test
  void aFullApertureIsEnomem() {
    KernelBench bench =
        new KernelBench(
            "linux-7.2",
            told -> KernelBench.noRefresh(told).withDma(1L << 32, (1L << 32) + 0x3fff));
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.STRICT);
    for (int i = 3; i >= 0; i--) {
      assertEquals((1L << 32) + 4096L * i, dma.map(PAGE, 4096, BOTH));
    }
    assertEquals(-12, dma.map(PAGE, 4096, BOTH));
    assertEquals(List.of("linux.dma.map.1"), bench.fixture.broken());
    for (int i = 0; i < 4; i++) {
      assertEquals(0, dma.unmap((1L << 32) + 4096L * i, 4096));
    }
    assertEquals(1L << 32, dma.map(PAGE, 16384, BOTH), "the caches are emptied for it");
  }

  @Test
  void withoutMemoryForTablesNothingIsMapped() {
    KernelBench bench = new KernelBench("linux-7.2");
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.DEFAULT);
    bench.leave(15);
    for (int i = 0; i < 7; i++) {
      bench.kernel.pages().allocate(2048);
    }
    assertEquals(-12, dma.map(PAGE, 4096, BOTH), "a segment table fits, a page table does not");
    assertEquals(List.of(), bench.cpu.take());
    assertEquals(List.of("7", "20"), bench.entries(dma.iota(), 0x1_01ff_f000L));
  }

  @Test
  void exhaustionMakesRoomByARefreshOfAll() {
    KernelBench bench = new KernelBench("linux-7.2");
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.DEFAULT);
    bench.cpu.answer(Outcome.error(16), 0);
    assertEquals(0x1_01ff_f000L, dma.map(PAGE, 4096, BOTH));
    assertEquals(
        List.of("rpcit 81000001 101fff000+1000", "rpcit 81000001 100000000+2000000"),
        bench.cpu.take());
    bench.cpu.answer(Outcome.error(4), Outcome.error(16));
    assertEquals(-12, dma.map(PAGE, 4096, BOTH));
    assertEquals(
        List.of(
            "rpcit 81000001 101ffe000+1000",
            "rpcit 81000001 100000000+2000000",
            "rpcit 81000001 101ffe000+1000"),
        bench.cpu.take(),
        "what was mapped is unmapped and refreshed");
    assertEquals(List.of("7", "0", "200400"), bench.entries(dma.iota(), 0x1_01ff_e000L));
    bench.cpu.answer(2, 2, Outcome.error(8));
    assertEquals(-5, dma.map(PAGE, 4096, BOTH));
    assertEquals(List.of("linux.dma.map.2", "linux.dma.map.2"), bench.fixture.broken());
  }

  @Test
  void vfioChoosesAddresses() {
    KernelBench bench = new KernelBench("linux-7.2");
    LinuxDma dma = bench.enabled(LinuxDma.Parameters.DEFAULT);
    assertEquals(0, dma.mapAt(0x1_0001_0000L, PAGE, 8192, false));
    assertEquals(List.of("7", "0", "201200"), bench.entries(dma.iota(), 0x1_0001_1000L));
    assertEquals(0, dma.unmapAt(0x1_0001_0000L, 8192));
    assertEquals(
        List.of("rpcit 81000001 100010000+2000", "rpcit 81000001 100010000+2000"),
        bench.cpu.take());
    assertEquals(-22, dma.mapAt(0x1_0001_0800L, PAGE, 4096, true));
    assertEquals(-22, dma.mapAt(0x1_0001_0000L, PAGE + 1, 4096, true));
    assertEquals(-22, dma.mapAt(0x1_0001_0000L, PAGE, 4097, true));
    assertEquals(-22, dma.mapAt(0x1_0001_0000L, PAGE, 0, true));
    assertEquals(-22, dma.mapAt(0xffff_f000L, PAGE, 4096, true));
    assertEquals(-22, dma.mapAt(0x1_01ff_f000L, PAGE, 8192, true));
    assertEquals(-22, dma.mapAt(-4096, PAGE, 8192, true));
    assertEquals(-22, dma.unmapAt(0x1_0200_0000L, 4096));
    assertEquals(List.of(), bench.cpu.take());
  }

  /** A DMB is a power of two from 16 KiB to 1 MiB: naturally aligned, it crosses no 1 MiB. */
  @Test
  void noPowerOfTwoUpTo1MibCrosses1Mib() {
    KernelBench bench = new KernelBench("linux-7.2", KernelBench::noRefresh);
    LinuxDma dma = bench.enabled(KernelBench.RECORDED);
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 300; i++) {
      long size = 4096L << random.nextInt(9);
      long address = dma.map(PAGE, size, BOTH);
      assertEquals(0, address & (size - 1), "0x%x".formatted(address));
      assertEquals(address >>> 20, (address + size - 1) >>> 20);
    }
  }

  @Test
  void whatCannotBeMappedWholeIsNotMapped() {
    KernelBench bench = new KernelBench("linux-7.2");
    LinuxDma dma = bench.enabled(KernelBench.RECORDED);
    assertEquals(0, dma.mapAt(0x1_0010_0000L - 0x1000, PAGE, 0x1000, true));
    assertEquals(0, dma.unmapAt(0x1_0010_0000L - 0x1000, 0x1000));
    bench.leave(0);
    assertEquals(-Errno.ENOMEM, dma.mapAt(0x1_0010_0000L - 0x1000, PAGE + 0x1000, 0x2000, true));
    assertEquals(List.of("7", "0", "201400"), bench.entries(dma.iota(), 0x1_0010_0000L - 0x1000));
  }
}
