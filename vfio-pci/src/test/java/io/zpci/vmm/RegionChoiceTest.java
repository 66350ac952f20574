package io.zpci.vmm;

import static io.zpci.vmm.Plugged.OK;
import static io.zpci.vmm.Plugged.OPERAND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Which region an access lands in: table, pending bits, vfio region, or none. Table 0x2000, pending
 * bits 0x2800.
 */
class RegionChoiceTest {
  private static final long MEMORY = 0x10000;

  private final Plugged qemu = new Plugged();

  private static Plugged with(Msix msix, long barSize) {
    return new Plugged(
        QemuVersion.newest(),
        ByteOrder.BIG_ENDIAN,
        Plugged.facts(List.of(barSize, 0L, 0L, 0L, 0L, 0L), msix, BlockClass.STRICT),
        (_, _) -> InterceptionOptions.SHIPPED,
        128);
  }

  @Test
  void theTableNeverReachesTheDevice() {
    assertEquals(OK, qemu.store(2, 4, 0x2000, 0x1122_3344));
    assertEquals(OK, qemu.store(2, 8, 0x2038, 0x1122_3344_5566_7788L));
    assertEquals(OK, qemu.load(2, 4, 0x2000));
    assertEquals(0x1122_3344, qemu.loaded.get());
    assertEquals(List.of(), qemu.device.seen());
  }

  @Test
  void itsNeighboursDo() {
    assertEquals(OK, qemu.load(2, 8, 0x1ff8));
    assertEquals(OK, qemu.load(2, 8, 0x2040));
    assertEquals(OK, qemu.load(2, 8, 0x27f8));
    assertEquals(OK, qemu.load(2, 8, 0x2808));
    assertEquals(List.of("r2@1ff8 8", "r2@2040 8", "r2@27f8 8", "r2@2808 8"), qemu.device.seen());
  }

  @Test
  void theOtherBarsHaveNoTable() {
    assertEquals(OK, qemu.load(0, 1, 0x2000));
    assertEquals(List.of("r0@2000 1"), qemu.device.seen());
  }

  @Test
  void aBlockInsideTheTableStaysThere() {
    assertEquals(OK, qemu.block(2, 64, 0x2000, MEMORY));
    assertEquals(List.of(), qemu.device.seen());
    byte[] table = qemu.interception.msixTable().bytes();
    assertEquals(0x1c, table[0]);
    assertEquals(0x15, table[7]);
  }

  @ParameterizedTest
  @CsvSource({"0x17f8, 16", "0x17f0, 128", "0x1838, 16", "0x1800, 72"})
  void aBlockOverAnEdgeOfTheTableReachesTheDeviceWhole(String offset, int length) {
    Plugged inside = with(new Msix(0, 0x1800, 0x2000, 4), 0x4000);
    byte[] before = inside.interception.msixTable().bytes();
    assertEquals(OK, inside.block(0, length, Long.decode(offset), MEMORY));
    assertEquals(length / 8, inside.device.seen().size());
    assertArrayEquals(before, inside.interception.msixTable().bytes());
    assertEquals(OK, inside.block(0, 64, 0x1800, MEMORY));
    assertEquals(List.of(), inside.device.seen());
  }

  @ParameterizedTest
  @CsvSource({"1, r2@2800 1", "3, r2@2800 1", "2, r2@2800 2", "6, r2@2800 2", "4, r2@2800 4"})
  void pendingBitsAreReadFromTheDevice(int length, String access) {
    assertEquals(OK, qemu.load(2, length, 0x2800));
    assertEquals(List.of(access), qemu.device.seen());
  }

  @Test
  void aDoublewordOfPendingBitsIsReadAsTwoWords() {
    assertEquals(OK, qemu.load(2, 8, 0x2800));
    assertEquals(0x2021_2223_2425_2627L, qemu.loaded.get());
    assertEquals(List.of("r2@2800 4", "r2@2804 4"), qemu.device.seen());
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4", "8"})
  void pendingBitsAreNotWritten(int length) {
    assertEquals(OK, qemu.store(2, length, 0x2800, -1L));
    assertEquals(List.of(), qemu.device.seen());
    assertEquals(List.of(QemuRules.PENDING_BITS), qemu.broken);
    assertEquals(1, qemu.stores());
  }

  @Test
  void aBlockInsideThePendingBitsIsDropped() {
    Plugged many = with(new Msix(0, 0x1000, 0x2900, 130), 0x4000);
    assertEquals(OK, many.block(0, 24, 0x2900, MEMORY));
    assertEquals(List.of(QemuRules.PENDING_BITS), many.broken);
    assertEquals(OK, many.block(0, 16, 0x2908, MEMORY));
    assertEquals(List.of(), many.device.seen());
  }

  @Test
  void aBlockPartlyInThePendingBitsReachesTheDeviceWhole() {
    assertEquals(OK, qemu.block(2, 16, 0x27f8, MEMORY));
    assertEquals(
        List.of("w2@27f8 1c1b1a1918171615", "w2@2800 24232221201f1e1d"), qemu.device.seen());
    assertEquals(OK, qemu.block(2, 16, 0x2800, MEMORY));
    assertEquals(2, qemu.device.seen().size());
  }

  @Test
  void pendingBitsComeBeforeTheTable() {
    Plugged overlapping = with(new Msix(0, 0, 0x10, 4), 0x1000);
    assertEquals(OK, overlapping.load(0, 8, 0x10));
    assertEquals(List.of("r0@10 4", "r0@14 4"), overlapping.device.seen());
    assertEquals(OK, overlapping.load(0, 8, 0x18));
    assertEquals(List.of(), overlapping.device.seen());
    assertEquals(OK, overlapping.block(0, 32, 0, MEMORY));
    assertEquals(List.of(), overlapping.device.seen());
    assertEquals(0x25, overlapping.interception.msixTable().bytes()[16]);
  }

  @Test
  void aTableThatEndsWithItsBar() {
    Plugged small = with(new Msix(0, 0x8, 0, 1), 0x20);
    assertEquals(OK, small.load(0, 4, 0x14));
    assertEquals(0x0100_0000, small.loaded.get());
    assertEquals(List.of(), small.device.seen());
    assertEquals(OK, small.load(0, 4, 0x18));
    assertEquals(List.of("r0@18 4"), small.device.seen());
    assertEquals(OPERAND, small.load(0, 4, 0x20));
  }

  @ParameterizedTest
  @CsvSource({"1, 8", "64, 8", "65, 16", "128, 16", "130, 24", "2048, 256"})
  void pendingBitsTakeADoublewordPer64Vectors(int vectors, int size) {
    Plugged many = with(new Msix(0, 0x10000, 0x8000, vectors), 0x20000);
    assertEquals(OK, many.store(0, 4, 0x8000 + size - 4, 1));
    assertEquals(List.of(), many.device.seen());
    assertEquals(OK, many.store(0, 4, 0x8000 + size, 1));
    assertEquals(1, many.device.seen().size());
    assertEquals(16 * vectors, many.interception.msixTable().bytes().length);
  }

  @Test
  void withoutTheOverlayEverythingReachesTheDevice() {
    Plugged bare =
        new Plugged(
            QemuVersion.newest(),
            ByteOrder.BIG_ENDIAN,
            Plugged.facts(new Msix(2, 0x2000, 0x2800, 4)),
            (_, _) -> new InterceptionOptions(null, null, false),
            128);
    assertNull(bare.interception.msixTable());
    assertEquals(OK, bare.store(2, 1, 0x2000, 0x7f));
    assertEquals(OK, bare.load(2, 8, 0x2800));
    assertEquals(List.of("w2@2000 7f", "r2@2800 8"), bare.device.seen());
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-5.2, true",
    "qemu-7.2, true",
    "qemu-10.0, false",
    "qemu-10.2, true",
    "qemu-11.1, false"
  })
  void beyondTheBar(String version, boolean foreign) {
    Plugged other = new Plugged(Plugged.version(version), ByteOrder.BIG_ENDIAN);
    assertEquals(foreign ? OK : OPERAND, other.store(2, 4, 0x4000, 0x0a0b_0c0d));
    assertEquals(foreign ? List.of("wf@20000004000 0a0b0c0d") : List.of(), other.device.seen());
    assertEquals(
        List.of(foreign ? QemuRules.FOREIGN_OFFSET : QemuRules.PCISTG.beyondBar()), other.broken);
    assertEquals(foreign ? OK : OPERAND, other.load(2, 2, 1L << 40));
    assertEquals(foreign ? List.of("rf@30000000000 2") : List.of(), other.device.seen());
    if (!version.equals("qemu-5.2")) {
      assertEquals(foreign ? OK : OPERAND, other.block(2, 16, 0x4ff0, MEMORY));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-5.2, true",
    "qemu-7.2, true",
    "qemu-10.0, false",
    "qemu-10.2, true",
    "qemu-11.1, false"
  })
  void absentBar(String version, boolean unchecked) {
    Plugged other = new Plugged(Plugged.version(version), ByteOrder.BIG_ENDIAN);
    assertEquals(OPERAND, other.load(1, 4, 0));
    assertEquals(
        List.of(unchecked ? QemuRules.ABSENT_BAR : QemuRules.PCILG.absentBar()), other.broken);
    assertEquals(OPERAND, other.store(3, 4, 0, 0));
    assertEquals(
        List.of(unchecked ? QemuRules.ABSENT_BAR : QemuRules.PCISTG.absentBar()), other.broken);
    assertEquals(OPERAND, other.block(5, 16, 0, MEMORY));
    assertEquals(
        List.of(unchecked ? QemuRules.ABSENT_BAR : QemuRules.PCISTB_ABSENT_BAR), other.broken);
    assertEquals(List.of(), other.device.seen());
  }

  @Test
  void aBlockThatEndsBeyondItsBar() {
    assertEquals(OPERAND, qemu.block(4, 128, 0x88, MEMORY));
    assertEquals(List.of(QemuRules.PCISTB_BEYOND_BAR), qemu.broken);
    assertEquals(OK, qemu.block(4, 128, 0x80, MEMORY));
    assertEquals(16, qemu.device.seen().size());
  }
}
