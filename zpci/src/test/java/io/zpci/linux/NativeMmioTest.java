package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.Dma;
import io.zpci.function.FunctionFacts;
import io.zpci.function.Msi;
import io.zpci.function.PciFunction;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MMIO of a little-endian host: one access is one load or store of its width. */
class NativeMmioTest {
  private final Fixture fixture = new Fixture();
  private final Register value = new Register();
  private final Function function = new Function();
  private final NativeMmio mmio = new NativeMmio(function, fixture.tap);

  /** Notes what arrives. */
  private static final class Function implements PciFunction {
    private final List<String> seen = new ArrayList<>();
    private int outcome = Outcome.OK;
    private long loaded = 0x1122_3344_5566_7788L;

    @Override
    public FunctionFacts facts() {
      return Fixture.facts(List.of(1L << 48, 0L, 0x4000L, 0L, 0L, 0L), false);
    }

    @Override
    public void connect(Dma dma, Msi msi) {}

    @Override
    public int load(int space, long offset, int length, Register register) {
      seen.add("load " + space + " " + Long.toHexString(offset) + " " + length);
      if (outcome == Outcome.OK) {
        register.set(loaded);
      }
      return outcome;
    }

    @Override
    public int store(int space, long offset, int length, long stored) {
      seen.add(
          "store "
              + space
              + " "
              + Long.toHexString(offset)
              + " "
              + length
              + " "
              + Long.toHexString(stored));
      return outcome;
    }

    @Override
    public int storeBlock(int space, long offset, MemorySegment data, long at, int length) {
      throw new AssertionError("no block can arrive");
    }

    @Override
    public void reset() {}
  }

  @ParameterizedTest
  @CsvSource({
    "1, 88, 88",
    "2, 8877, 7788",
    "4, 88776655, 55667788",
    "8, 8877665544332211, 1122334455667788",
  })
  void accessesHaveTheirWidthAndNoSwapBelow(int width, String little, String big) {
    long address = mmio.iomap(2) + 0x10;
    assertEquals(little, Long.toHexString(mmio.ioread(address, width)));
    assertEquals(big, Long.toHexString(mmio.ioreadBe(address, width)));
    mmio.iowrite(address, width, 0x1122_3344_5566_7788L);
    mmio.iowriteBe(address, width, 0x1122_3344_5566_7788L);
    assertEquals(
        List.of(
            "load 2 10 " + width,
            "load 2 10 " + width,
            "store 2 10 " + width + " " + little,
            "store 2 10 " + width + " " + big),
        function.seen);
  }

  @Test
  void mappingsDoNotOverlapAndAbsentBarsAreNull() {
    assertNotEquals(IoAccessors.NULL, mmio.iomap(0));
    assertEquals(IoAccessors.NULL, mmio.iomap(1));
    assertEquals(IoAccessors.NULL, mmio.iomap(6));
    mmio.ioreadBe(mmio.iomap(0) + (1L << 48) - 8, 8);
    mmio.ioreadBe(mmio.iomap(2), 8);
    mmio.iounmap(mmio.iomap(2));
    assertEquals(List.of("load 0 fffffffffff8 8", "load 2 0 8"), function.seen);
  }

  @Test
  void refusalReadsAsOnesAndIsDropped() {
    function.outcome = Outcome.error(8);
    assertEquals(0xffffL, mmio.ioread(mmio.iomap(2), 2));
    assertEquals(-1L, mmio.ioreadBe(mmio.iomap(2), 8));
    mmio.iowrite(mmio.iomap(2), 4, 1);
    assertEquals(List.of("linux.ioread", "linux.ioread", "linux.iowrite"), fixture.broken());
  }

  @Test
  void pastTheBarNobodyAnswers() {
    assertEquals(0xffff_ffffL, mmio.ioread(mmio.iomap(2) + 0x3ffe, 4));
    mmio.iowrite(mmio.iomap(2) + 0x4000, 1, 0);
    assertEquals(0xffL, mmio.ioread(8, 1));
    assertEquals(List.of(), function.seen);
  }

  @Test
  void configurationSpaceIsSpaceFifteen() {
    function.loaded = 0xf41a_4410L;
    assertEquals(0, mmio.configRead(0, 4, value));
    assertEquals(0x1044_1af4L, value.get());
    assertEquals(0, mmio.configWrite(4, 2, 0x0406));
    assertEquals(List.of("load 15 0 4", "store 15 4 2 604"), function.seen);
  }

  @Test
  void configurationCycleThatNobodyAnswersIsNoError() {
    function.outcome = Outcome.error(8);
    assertEquals(0, mmio.configRead(0, 2, value));
    assertEquals(0xffffL, value.get());
    assertEquals(0, mmio.configWrite(4, 2, 6));
    assertEquals(List.of("linux.ioread", "linux.iowrite"), fixture.broken());
  }
}
