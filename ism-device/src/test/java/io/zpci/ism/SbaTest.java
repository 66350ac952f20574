package io.zpci.ism;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where each bit stands: the vectors of spec ism 4.1. */
class SbaTest {
  @ParameterizedTest
  @CsvSource({
    "0, 4, 0x80, 256",
    "32, 8, 0x80, 320",
    "39, 8, 0x01, 334",
    "33, 8, 0x40, 322",
    "1919, 243, 0x01, 4094"
  })
  void bitAndMask(int index, int at, String bit, int mask) {
    GuestMemory memory = new GuestMemory();
    Sba sba = new Sba();
    sba.register(Bench.SBA);
    assertEquals(0, sba.mark(memory, index, 0x1000));
    for (int i = 0; i < Sba.SIZE; i++) {
      int want = i == at ? Integer.decode(bit) : i == mask ? 0x10 : 0;
      assertEquals(want, memory.u8(Bench.SBA + i), "byte " + i);
    }
  }

  @Test
  void theSummaryIsTestedAndSet() {
    GuestMemory memory = new GuestMemory();
    Sba sba = new Sba();
    sba.register(Bench.SBA);
    assertEquals(0, sba.markEvent(memory));
    assertEquals(0, sba.summarize(memory));
    assertEquals(true, sba.wasClear());
    assertEquals(0, sba.summarize(memory));
    assertEquals(false, sba.wasClear());
    assertEquals(0xc0, memory.u8(Bench.SBA));
  }

  @Test
  void aPageThatIsGone() {
    GuestMemory memory = new GuestMemory();
    memory.unmap(Bench.SBA);
    Sba sba = new Sba();
    sba.register(Bench.SBA);
    assertEquals(4, sba.mark(memory, 32, 1));
    assertEquals(4, sba.summarize(memory));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0x1000, 0x8000, 1",
    "1, 0x0800, 0x4000, 2",
    "12, 0x0001, 0x0008, 0x1000",
    "13, 0x8000, 0x0004, 0x2000",
    "15, 0x2000, 0x0001, 0x8000",
    "16, 0x1000, 0x8000, 1"
  })
  void elements(int element, String rotated, String fromLeft, String fromRight) {
    assertEquals(Integer.decode(rotated), DmbeMask.ROTATED.bit(element));
    assertEquals(Integer.decode(fromLeft), DmbeMask.FROM_LEFT.bit(element));
    assertEquals(Integer.decode(fromRight), DmbeMask.FROM_RIGHT.bit(element));
  }
}
