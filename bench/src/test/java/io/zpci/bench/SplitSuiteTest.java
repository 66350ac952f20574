package io.zpci.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zpci.nativedriver.CCompiler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The splitter in C, which ours is measured against, follows the same rules. */
class SplitSuiteTest {
  private static CCompiler compiler() {
    Optional<CCompiler> found = CCompiler.find();
    assumeTrue(found.isPresent(), CCompiler.ABSENT);
    return found.orElseThrow();
  }

  @Test
  void cAndJavaMakeTheSameAccesses() {
    // 8 offsets, 7 lengths, 2 widths, 4 windows
    assertEquals(8 * 7 * 2 * 4, SplitSuite.compared(compiler()));
  }

  @Test
  void theAccessesInCAreThoseOfTheRules() {
    try (Arena arena = Arena.ofConfined();
        CSplitter inC = new CSplitter(compiler(), arena.allocate(64, 8), 16)) {
      MemorySegment from = arena.allocate(16, 8);
      for (int i = 0; i < 16; i++) {
        from.set(ValueLayout.JAVA_BYTE, i, (byte) (0x10 + i));
      }
      assertEquals(
          List.of(
              new CSplitter.Piece(3, 1, 0x10),
              new CSplitter.Piece(4, 4, 0x1112_1314L),
              new CSplitter.Piece(8, 8, 0x1516_1718_191a_1b1cL),
              new CSplitter.Piece(16, 2, 0x1d1eL)),
          inC.pieces(8, 0, 0, 3, from, 15));
      assertEquals(
          List.of(
              new CSplitter.Piece(0, 4, 0x1011_1213L), new CSplitter.Piece(12, 4, 0x1c1d_1e1fL)),
          inC.pieces(8, 4, 12, 0, from, 16));
    }
  }

  @Test
  void allThreeWaysDoEveryByte() {
    compiler();
    SplitBenchmark benchmark = new SplitBenchmark();
    benchmark.offset = 1;
    benchmark.length = 127;
    benchmark.width = 4;
    benchmark.prepare();
    try {
      long bytes = 127L * SplitBenchmark.WRITES;
      assertEquals(bytes, benchmark.pointer());
      assertEquals(bytes, benchmark.inlined());
      // 1, 2, then 31 fours: 33 accesses a write, beside the bytes
      assertEquals(bytes + 33L * SplitBenchmark.WRITES, benchmark.java());
    } finally {
      benchmark.close();
    }
  }
}
