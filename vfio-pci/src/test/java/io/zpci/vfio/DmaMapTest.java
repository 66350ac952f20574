package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** IOMMU_MAP_DMA and IOMMU_UNMAP_DMA of a type-1 container, spec passthrough a.9. */
class DmaMapTest {
  private static final long PAGE = 4096;

  private final List<String> log = new ArrayList<>();
  private final Broken broken = new Broken();
  private int answer;

  private final Iommu iommu =
      new Iommu() {
        @Override
        public int map(long ioAddress, long address, long size, boolean writable) {
          log.add("map %x %x %x %s".formatted(ioAddress, address, size, writable ? "rw" : "r"));
          return answer;
        }

        @Override
        public int unmap(long ioAddress, long size) {
          log.add("unmap %x %x".formatted(ioAddress, size));
          return answer;
        }
      };

  private VfioPciCore device = open(VfioHost.DMA_ENTRY_LIMIT);

  private VfioPciCore open(int limit) {
    return new VfioPciCore(
        VfioHost.littleEndian(LinuxVersion.newest().vfio(), new FakeIo(false))
            .withIommu(iommu)
            .withDmaLimit(limit),
        FakeIo.facts(),
        broken);
  }

  @Test
  void aMappingGoesToTheHostAsItIsAsked() {
    assertEquals(0, device.dmaMap(0x1_0000_0000L, 0x40_0000, 0x3000, true));
    assertEquals(0, device.dmaMap(0x1_0000_3000L, 0x80_0000, 0x1000, false));
    assertEquals(0x3000, device.dmaUnmap(0x1_0000_0000L, 0x3000));
    assertEquals(
        List.of(
            "map 100000000 400000 3000 rw", "map 100003000 800000 1000 r", "unmap 100000000 3000"),
        log);
    assertEquals(List.of(), broken.rules);
  }

  @ParameterizedTest
  @CsvSource({
    "0x100000001, 0x400000, 0x1000",
    "0x100000000, 0x400800, 0x1000",
    "0x100000000, 0x400000, 0x1001",
    "0x100000000, 0x400000, 0",
    "-0x1000, 0x400000, 0x2000",
    "0x100000000, -0x1000, 0x2000",
  })
  void wholePagesThatDoNotRunOver(String ioAddress, String address, String size) {
    assertEquals(
        -Errno.EINVAL,
        device.dmaMap(Long.decode(ioAddress), Long.decode(address), Long.decode(size), true));
    assertEquals(List.of("vfio.dma.2"), broken.rules);
    assertEquals(List.of(), log);
  }

  @ParameterizedTest
  @CsvSource({"0x10000, 0x1000", "0x12000, 0x1000", "0xf000, 0x2000", "0xf000, 0x10000"})
  void whatOverlapsIsThereAlready(String ioAddress, String size) {
    assertEquals(0, device.dmaMap(0x10000, 0, 0x3000, true));
    assertEquals(-Errno.EEXIST, device.dmaMap(Long.decode(ioAddress), 0, Long.decode(size), true));
    assertEquals(List.of("vfio.dma.3"), broken.rules);
  }

  @ParameterizedTest
  @CsvSource({"0xf000, 0x1000", "0x13000, 0x1000", "0x0, 0x10000"})
  void whatTouchesDoesNotOverlap(String ioAddress, String size) {
    assertEquals(0, device.dmaMap(0x10000, 0, 0x3000, true));
    assertEquals(0, device.dmaMap(Long.decode(ioAddress), 0, Long.decode(size), true));
  }

  @Test
  void eachMappingTakesOneOfTheLimitAndGivesItBack() {
    device = open(2);
    assertEquals(0, device.dmaMap(0x10000, 0, 0x10000, true));
    assertEquals(0, device.dmaMap(0x20000, 0, PAGE, true));
    assertEquals(-Errno.EEXIST, device.dmaMap(0x20000, 0, PAGE, true));
    assertEquals(-Errno.ENOSPC, device.dmaMap(0x30000, 0, PAGE, true));
    assertEquals(0x10000, device.dmaUnmap(0x10000, 0x10000));
    assertEquals(0, device.dmaMap(0x30000, 0, PAGE, true));
    assertEquals(-Errno.ENOSPC, device.dmaMap(0x40000, 0, PAGE, true));
    assertEquals(List.of("vfio.dma.3", "vfio.dma.4", "vfio.dma.4"), broken.rules);
  }

  @Test
  void aMappingThatTheHostRefusesIsNone() {
    device = open(1);
    answer = -Errno.EFAULT;
    assertEquals(-Errno.EFAULT, device.dmaMap(0x10000, 0, PAGE, true));
    assertEquals(List.of("vfio.dma.5"), broken.rules);
    answer = 0;
    assertEquals(0, device.dmaMap(0x10000, 0, PAGE, true));
  }

  @ParameterizedTest
  @CsvSource({"0x11000, 0x1000", "0x11000, 0x8000", "0x10000, 0x2000", "0xf000, 0x3000"})
  void anUnmapCutsNoMappingInTwo(String ioAddress, String size) {
    assertEquals(0, device.dmaMap(0x10000, 0, 0x3000, true));
    assertEquals(-Errno.EINVAL, device.dmaUnmap(Long.decode(ioAddress), Long.decode(size)));
    assertEquals(List.of("vfio.dma.6"), broken.rules);
    assertEquals(0x3000, device.dmaUnmap(0x10000, 0x3000));
  }

  @ParameterizedTest
  @CsvSource({"0x10800, 0x1000", "0x10000, 0x800", "0x10000, 0", "-0x1000, 0x2000"})
  void anUnmapIsOfWholePages(String ioAddress, String size) {
    assertEquals(-Errno.EINVAL, device.dmaUnmap(Long.decode(ioAddress), Long.decode(size)));
    assertEquals(List.of("vfio.dma.2"), broken.rules);
  }

  @Test
  void anUnmapTakesAllThatLiesInsideAndSaysHowMuch() {
    assertEquals(0, device.dmaMap(0x10000, 0, PAGE, true));
    assertEquals(0, device.dmaMap(0x20000, 0, 2 * PAGE, true));
    assertEquals(0, device.dmaMap(0x30000, 0, PAGE, true));
    assertEquals(3 * PAGE, device.dmaUnmap(0, 0x30000));
    assertEquals(0, device.dmaUnmap(0, 0x30000));
    assertEquals(PAGE, device.dmaUnmap(0x30000, PAGE));
  }

  @Test
  void theLastPageOfAllCanBeMapped() {
    assertEquals(0, device.dmaMap(-PAGE, 0, PAGE, true));
    assertEquals(-Errno.EEXIST, device.dmaMap(-PAGE, 0, PAGE, true));
    assertEquals(PAGE, device.dmaUnmap(-2 * PAGE, 2 * PAGE));
  }

  @Test
  void withoutAnIommuEveryCallIsInvalid() {
    device =
        new VfioPciCore(
            VfioHost.littleEndian(LinuxVersion.newest().vfio(), new FakeIo(false)),
            FakeIo.facts(),
            broken);
    assertEquals(-Errno.EINVAL, device.dmaMap(0x10000, 0, PAGE, true));
    assertEquals(-Errno.EINVAL, device.dmaUnmap(0x10000, PAGE));
    assertEquals(List.of("vfio.dma.1", "vfio.dma.1"), broken.rules);
  }

  /** Against a map of pages. */
  @Test
  void randomCallsAgreeWithAMapOfPages() {
    long seed = Long.getLong("zpci.seed", 20261121L);
    Random random = new Random(seed);
    TreeMap<Long, Long> pages = new TreeMap<>();
    int left = 20;
    device = open(left);
    for (int i = 0; i < 20_000; i++) {
      long first = random.nextInt(64);
      long count = 1 + random.nextInt(8);
      String what = "seed " + seed + ", call " + i;
      boolean taken = pages.subMap(first, first + count).size() > 0;
      if (random.nextBoolean()) {
        int expected = taken ? -Errno.EEXIST : left == 0 ? -Errno.ENOSPC : 0;
        assertEquals(expected, device.dmaMap(first * PAGE, 0, count * PAGE, true), what);
        if (expected == 0) {
          left--;
          for (long page = first; page < first + count; page++) {
            pages.put(page, first);
          }
        }
      } else {
        boolean cut = cut(pages, first) || cut(pages, first + count);
        long expected = cut ? -Errno.EINVAL : pages.subMap(first, first + count).size() * PAGE;
        assertEquals(expected, device.dmaUnmap(first * PAGE, count * PAGE), what);
        if (!cut) {
          left += (int) pages.subMap(first, first + count).values().stream().distinct().count();
          pages.subMap(first, first + count).clear();
        }
      }
    }
  }

  private static boolean cut(TreeMap<Long, Long> pages, long border) {
    Long before = pages.get(border - 1);
    return before != null && before.equals(pages.get(border));
  }

  @Test
  void anUnmapOfSeveralGivesBackOneForEach() {
    device = open(3);
    for (long at = 0x10000; at < 0x40000; at += 0x10000) {
      assertEquals(0, device.dmaMap(at, 0, PAGE, true));
    }
    assertEquals(3 * PAGE, device.dmaUnmap(0x10000, 0x30000));
    for (long at = 0x10000; at < 0x40000; at += 0x10000) {
      assertEquals(0, device.dmaMap(at, 0, PAGE, true));
    }
    assertEquals(-Errno.ENOSPC, device.dmaMap(0x40000, 0, PAGE, true));
  }
}
