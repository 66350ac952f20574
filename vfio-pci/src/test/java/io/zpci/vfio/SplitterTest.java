package io.zpci.vfio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import io.zpci.linux.LinuxVersion;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The worked examples of spec passthrough a.4, and the rule restated on random accesses. */
class SplitterTest {
  private static final long TABLE = 0x2000;
  private static final long TABLE_END = 0x2040;
  private static final int PROPERTY_ACCESSES = 100_000;

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment buffer = arena.allocate(8192);
  private final Broken broken = new Broken();
  private int memoryTests;
  private int memoryLeft = Integer.MAX_VALUE;

  private Splitter splitter(FakeIo io, Tap tap) {
    return new Splitter(io, () -> memoryTests++ < memoryLeft, tap);
  }

  @ParameterizedTest
  @CsvSource({
    "0x0, 8, W@0 W@4, D@0",
    "0x4, 8, W@4 W@8, W@4 W@8",
    "0x1, 15, B@1 H@2 W@4 W@8 W@c, B@1 H@2 W@4 D@8",
    "0x3, 3, B@3 H@4, B@3 H@4",
    "0x10, 24, W@10 W@14 W@18 W@1c W@20 W@24, D@10 D@18 D@20",
    "0x1ff8, 88, W@1ff8 W@1ffc W@2040 W@2044 W@2048 W@204c, D@1ff8 D@2040 D@2048",
    "0x1ffc, 8, W@1ffc, W@1ffc",
    "0x2036, 16, W@2040 H@2044, W@2040 H@2044",
    "0x203f, 4, H@2040 B@2042, H@2040 B@2042",
  })
  void cutsAsTheWorkedExamplesSay(String offset, long count, String by4, String by8) {
    for (int width : new int[] {4, 8}) {
      String expected = width == 4 ? by4 : by8;
      FakeIo writes = new FakeIo(false);
      assertEquals(
          count,
          splitter(writes, Tap.NONE)
              .write(0, width, true, TABLE, TABLE_END, Long.decode(offset), buffer, 0, count));
      assertEquals(expected, String.join(" ", writes.log));
      FakeIo reads = new FakeIo(false);
      assertEquals(
          count,
          splitter(reads, Tap.NONE)
              .read(0, width, true, TABLE, TABLE_END, Long.decode(offset), buffer, 0, count));
      assertEquals(expected, String.join(" ", reads.log));
    }
  }

  @ParameterizedTest
  @CsvSource({"128, 32, 16", "1024, 256, 128", "4096, 1024, 512"})
  void cutsLongAccessesIntoTheWidest(long count, int by4, int by8) {
    FakeIo narrow = new FakeIo(false);
    splitter(narrow, Tap.NONE).write(0, 4, true, 0, 0, 0, buffer, 0, count);
    assertEquals(
        IntStream.range(0, by4).mapToObj(i -> "W@" + Integer.toHexString(4 * i)).toList(),
        narrow.log);
    FakeIo wide = new FakeIo(false);
    splitter(wide, Tap.NONE).write(0, 8, true, 0, 0, 0, buffer, 0, count);
    assertEquals(
        IntStream.range(0, by8).mapToObj(i -> "D@" + Integer.toHexString(8 * i)).toList(),
        wide.log);
  }

  @Test
  void keepsTheOrderOfBytesInEveryWidth() {
    fill(0x10, 15);
    FakeIo io = new FakeIo(true);
    splitter(io, Tap.NONE).write(0, 8, true, 0, 0, 1, buffer, 0x10, 15);
    assertEquals(List.of("B@1=10", "H@2=1112", "W@4=13141516", "D@8=1718191a1b1c1d1e"), io.log);

    splitter(io, Tap.NONE).read(0, 8, true, 0, 0, 1, buffer, 0x10, 15);
    for (int i = 0; i < 15; i++) {
      assertEquals(FakeIo.byteAt(1 + i), buffer.get(ValueLayout.JAVA_BYTE, 0x10 + i), "byte " + i);
    }
  }

  @Test
  void fillsExcludedBytesOfAReadAndLeavesTheUserBufferOfAWriteAlone() {
    MemorySegment small = arena.allocate(2);
    assertEquals(
        12,
        splitter(new FakeIo(false), broken)
            .write(0, 8, true, TABLE, TABLE_END, 0x2030, small, 2, 12));
    assertEquals(List.of("vfio.split.2"), broken.rules);
    splitter(new FakeIo(false), Tap.NONE).read(0, 8, true, TABLE, TABLE_END, 0x1ffe, buffer, 0, 5);
    assertEquals(FakeIo.byteAt(0x1ffe), buffer.get(ValueLayout.JAVA_BYTE, 0));
    assertEquals(-1, buffer.get(ValueLayout.JAVA_BYTE, 2));
    assertEquals(-1, buffer.get(ValueLayout.JAVA_BYTE, 4));
    assertEquals(0, buffer.get(ValueLayout.JAVA_BYTE, 5));
  }

  @Test
  void refusesAPieceWithMemoryOffAfterThePiecesBeforeItWent() {
    memoryLeft = 2;
    FakeIo io = new FakeIo(false);
    assertEquals(-Errno.EIO, splitter(io, broken).write(0, 8, true, 0, 0, 0, buffer, 0, 32));
    assertEquals(List.of("D@0", "D@8"), io.log);
    assertEquals(List.of("vfio.split.4"), broken.rules);
  }

  @Test
  void doesNotTestMemoryForAnIoPortBarNorForExcludedBytes() {
    memoryLeft = 0;
    FakeIo io = new FakeIo(false);
    assertEquals(8, splitter(io, broken).read(0, 8, false, 0, 0, 0, buffer, 0, 8));
    assertEquals(
        16, splitter(io, Tap.NONE).read(0, 8, true, TABLE, TABLE_END, TABLE, buffer, 0, 16));
    assertEquals(0, memoryTests);
  }

  @Test
  void faultsBeforeAWriteAndAfterARead() {
    MemorySegment small = arena.allocate(12);
    FakeIo writes = new FakeIo(false);
    assertEquals(-Errno.EFAULT, splitter(writes, broken).write(0, 8, true, 0, 0, 0, small, 0, 16));
    assertEquals(List.of("D@0"), writes.log);
    FakeIo reads = new FakeIo(false);
    assertEquals(-Errno.EFAULT, splitter(reads, broken).read(0, 8, true, 0, 0, 0, small, 0, 16));
    assertEquals(List.of("D@0", "D@8"), reads.log);
    assertEquals(List.of("vfio.split.3", "vfio.split.3"), broken.rules);
  }

  @ParameterizedTest
  @MethodSource("versions")
  void doesWhatTheRuleSaysOnRandomAccesses(LinuxVersion version) {
    long seed = Long.getLong("zpci.seed", 20201209);
    System.out.println("SplitterTest " + version.name() + " zpci.seed=" + seed);
    Random random = new Random(seed);
    int width = version.vfio().barWidth();
    FakeIo io = new FakeIo(false);
    Splitter splitter = splitter(io, Tap.NONE);
    byte[] expectedBytes = new byte[256];
    byte[] gotBytes = new byte[256];
    for (int i = 0; i < PROPERTY_ACCESSES; i++) {
      long start = random.nextInt(128);
      long end = random.nextInt(4) == 0 ? 0 : start + 16L * (1 + random.nextInt(8));
      if (end == 0) {
        start = 0;
      }
      long position = random.nextInt(200);
      int count = 1 + random.nextInt(96);
      boolean write = random.nextBoolean();
      io.log.clear();
      long done =
          write
              ? splitter.write(0, width, true, start, end, position, buffer, 0, count)
              : splitter.read(0, width, true, start, end, position, buffer, 0, count);
      assertEquals(count, done);
      assertEquals(restated(width, start, end, position, count), io.log, "access " + i);
      if (!write) {
        for (int b = 0; b < count; b++) {
          long at = position + b;
          expectedBytes[b] = at >= start && at < end ? (byte) 0xff : FakeIo.byteAt(at);
        }
        MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, gotBytes, 0, count);
        System.arraycopy(gotBytes, count, expectedBytes, count, gotBytes.length - count);
        assertArrayEquals(expectedBytes, gotBytes, "access " + i);
      }
    }
  }

  static List<LinuxVersion> versions() {
    return LinuxVersion.all();
  }

  /** The rule byte by byte: extend each access while it may grow. */
  private static List<String> restated(int width, long start, long end, long position, int count) {
    List<String> accesses = new ArrayList<>();
    long at = position;
    while (at < position + count) {
      if (at >= start && at < end) {
        at++;
        continue;
      }
      int size = 1;
      for (int wider = 2; wider <= width; wider *= 2) {
        boolean fits = at % wider == 0 && at + wider <= position + count;
        for (long b = at; fits && b < at + wider; b++) {
          fits = b < start || b >= end;
        }
        size = fits ? wider : size;
      }
      accesses.add("-BH-W---D".charAt(size) + "@" + Long.toHexString(at));
      at += size;
    }
    return accesses;
  }

  private void fill(int first, int count) {
    for (int i = 0; i < count; i++) {
      buffer.set(ValueLayout.JAVA_BYTE, first + i, (byte) (0x10 + i));
    }
  }
}
