package io.zpci.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Configuration space, as register images of s390: little-endian fields come byte-reversed. Source:
 * spec zpci 1.5.
 */
class ConfigSpaceTest {
  private static final long ALL_ONES = 0xffff_ffffL;

  private final ConfigSpace memory = new ConfigSpace(MemoryFunction.memory().facts(), 0x050000);

  private static FunctionFacts facts(
      int vendor, int device, List<Long> bars, int msiVectors, @Nullable Msix msix, int size) {
    return new FunctionFacts(
        "test", vendor, device, 0, 0, bars, BlockClass.STRICT, 128, false, msiVectors, msix, size);
  }

  private static ConfigSpace withBars(Long... sizes) {
    return new ConfigSpace(facts(0x1014, 0x04ed, List.of(sizes), 1, null, 256), 0);
  }

  @Test
  void idsAreLittleEndianInTheBytes() {
    ConfigSpace virtio =
        new ConfigSpace(facts(0x1af4, 0x1044, List.of(0L, 0L, 0L, 0L, 0L, 0L), 0, null, 256), 0);
    assertEquals(0xf41a4410L, virtio.load(0, 4));
    assertEquals(0x4410, virtio.load(2, 2));
    assertEquals(0x10, virtio.load(3, 1));
    assertEquals(0x1410ed04L, withBars(0L, 0L, 0L, 0L, 0L, 0L).load(0, 4));
  }

  @Test
  void headerAfterPowerOn() {
    assertEquals(0x361b_0500L, memory.load(0, 4));
    assertEquals(0x0000_1000L, memory.load(4, 4), "command 0, status with a list of capabilities");
    assertEquals(0x0000_0005L, memory.load(8, 4), "revision 0, class 05 00 00");
    assertEquals(0x40, memory.load(0x34, 1));
    assertEquals(256, memory.size());
  }

  @Test
  void idsAndStatusIgnoreStores() {
    memory.store(0, 4, 0);
    memory.store(6, 2, 0xffff);
    memory.store(0x34, 1, 0);
    assertEquals(0x361b_0500L, memory.load(0, 4));
    assertEquals(0x1000, memory.load(6, 2));
    assertEquals(0x40, memory.load(0x34, 1));
  }

  @Test
  void theCommandRegisterIsReadByTheDevice() {
    assertFalse(memory.memoryEnabled());
    assertFalse(memory.busMaster());
    memory.store(4, 2, 0x0200);
    assertTrue(memory.memoryEnabled());
    assertFalse(memory.busMaster());
    memory.store(4, 1, 0x06);
    assertTrue(memory.busMaster());
    memory.store(4, 2, 0xffff);
    assertEquals(
        0x0604, memory.load(4, 2), "memory, bus master and INTx disable are what can be set");
  }

  @Test
  void aBarReadsBackItsSizeAndType() {
    memory.store(0x10, 4, ALL_ONES);
    memory.store(0x14, 4, ALL_ONES);
    assertEquals(0x0c00_ffffL, memory.load(0x10, 4), "64 KiB, 64-bit, prefetchable: 0xffff000c");
    assertEquals(ALL_ONES, memory.load(0x14, 4), "the upper half of 64 KiB");
    memory.store(0x20, 4, ALL_ONES);
    assertEquals(0x0cf0_ffffL, memory.load(0x20, 4), "4 KiB");
  }

  @Test
  void aBarOf256TebibytesFillsTheLowerHalf() {
    ConfigSpace ism = withBars(1L << 48, 0L, 0x1000L, 0L, 0L, 0L);
    ism.store(0x10, 4, ALL_ONES);
    ism.store(0x14, 4, ALL_ONES);
    assertEquals(0x0c00_0000L, ism.load(0x10, 4));
    assertEquals(0x0000_ffffL, ism.load(0x14, 4), "0xffff0000 in little-endian bytes");
  }

  @Test
  void aBarWithoutRoomForTwoRegistersHas32Bits() {
    ConfigSpace both = withBars(0x1000L, 0x100L, 0L, 0L, 0L, 0x80L);
    both.store(0x10, 8, -1L);
    both.store(0x24, 4, ALL_ONES);
    assertEquals(0x00f0_ffffL, both.load(0x10, 4));
    assertEquals(0x00ff_ffffL, both.load(0x14, 4));
    assertEquals(0x80ff_ffffL, both.load(0x24, 4));
    assertThrows(IllegalArgumentException.class, () -> withBars(1L << 32, 0x100L, 0L, 0L, 0L, 0L));
  }

  @Test
  void anAbsentBarReadsZero() {
    memory.store(0x1c, 4, ALL_ONES);
    memory.store(0x30, 4, ALL_ONES);
    assertEquals(ALL_ONES, memory.load(0x1c, 4), "BAR 3 is the upper half of BAR 2");
    assertEquals(0, memory.load(0x30, 4), "no expansion ROM");
    ConfigSpace none = withBars(0L, 0L, 0L, 0L, 0L, 0L);
    none.store(0x10, 8, -1L);
    assertEquals(0, none.load(0x10, 8));
  }

  @Test
  void msixCapability() {
    assertEquals(0x40, memory.msixOffset());
    assertEquals(0x1150_0300L, memory.load(0x40, 4), "id, next, four vectors");
    assertEquals(0x0220_0000L, memory.load(0x44, 4), "table 0x2000 in BAR 2");
    assertEquals(0x0228_0000L, memory.load(0x48, 4), "PBA 0x2800 in BAR 2");
    assertFalse(memory.msixEnabled());
    memory.store(0x42, 2, 0xffff);
    assertEquals(0x03c0, memory.load(0x42, 2), "enable and function mask");
    assertTrue(memory.msixEnabled());
    memory.store(0x44, 8, -1L);
    assertEquals(0x0220_0000_0228_0000L, memory.load(0x44, 8));
  }

  @Test
  void msixCapabilityOfTheRecordedDevice() {
    ConfigSpace recorded =
        new ConfigSpace(
            facts(
                0x1b36,
                5,
                List.of(1L << 48, 0L, 0x4000L, 0L, 0x100L, 0L),
                0,
                new Msix(2, 0x2000, 0x2900, 130),
                256),
            0);
    assertEquals(0x1100_8100L, recorded.load(0x40, 4));
    assertEquals(0x0220_0000_0229_0000L, recorded.load(0x44, 8));
    assertEquals(0, recorded.msiOffset());
    assertFalse(recorded.msiEnabled());
    assertEquals(0, recorded.msiAddress());
    assertEquals(0, recorded.msiData());
  }

  @Test
  void msiCapability() {
    assertEquals(0x50, memory.msiOffset());
    assertEquals(0x0500_8000L, memory.load(0x50, 4), "id, end of list, 64-bit address, one vector");
    memory.store(0x54, 4, 0x0300_00feL);
    memory.store(0x58, 4, 0x0000_00feL);
    memory.store(0x5c, 2, 0x3412);
    assertEquals(0xfe00_0000_fe00_0000L, memory.msiAddress(), "the two low bits stay 0");
    assertEquals(0x1234, memory.msiData());
    assertFalse(memory.msiEnabled());
    memory.store(0x52, 2, 0x7100);
    assertTrue(memory.msiEnabled());
    assertEquals(0xf100, memory.load(0x52, 2), "multiple message enable can be set");
  }

  @Test
  void msiAloneStandsFirstAndCountsInPowersOfTwo() {
    ConfigSpace five =
        new ConfigSpace(facts(1, 2, List.of(0L, 0L, 0L, 0L, 0L, 0L), 5, null, 256), 0);
    assertEquals(0x40, five.msiOffset());
    assertEquals(0, five.msixOffset());
    assertFalse(five.msixEnabled());
    assertEquals(0x0500_8600L, five.load(0x40, 4), "eight messages");
  }

  @Test
  void withoutCapabilitiesThereIsNoList() {
    ConfigSpace plain =
        new ConfigSpace(facts(1, 2, List.of(0L, 0L, 0L, 0L, 0L, 0L), 0, null, 256), 0);
    assertEquals(0, plain.load(6, 2));
    assertEquals(0, plain.load(0x34, 1));
  }

  @Test
  void anAccessEndsInside() {
    assertEquals(0, memory.load(0xff, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.load(0xff, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.store(0x100, 1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> memory.load(-1, 1));
    ConfigSpace large =
        new ConfigSpace(facts(1, 2, List.of(0L, 0L, 0L, 0L, 0L, 0L), 0, null, 4096), 0);
    assertEquals(4096, large.size());
    assertEquals(0, large.load(0xffc, 4));
    FunctionFacts odd = facts(1, 2, List.of(0L, 0L, 0L, 0L, 0L, 0L), 0, null, 512);
    assertThrows(IllegalArgumentException.class, () -> new ConfigSpace(odd, 0));
  }

  @Test
  void aDefinedByteOutlivesReset() {
    memory.define(0x80, 0xa5, 0x0f);
    memory.store(0x80, 1, 0x5a);
    assertEquals(0xaa, memory.load(0x80, 1));
    memory.store(4, 2, 0x0600);
    memory.store(0x10, 4, ALL_ONES);
    memory.reset();
    assertEquals(0xa5, memory.load(0x80, 1));
    assertEquals(0, memory.load(4, 2));
    assertEquals(0x0c00_0000L, memory.load(0x10, 4));
  }
}
