package io.zpci.vmm;

import static io.zpci.vmm.Plugged.OK;
import static io.zpci.vmm.Plugged.OPERAND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** QEMU's own MSI-X table, at 0x2000 of BAR 2. */
class MsixTableTest {
  private final Plugged qemu = new Plugged();

  private String entry(int vector) {
    byte[] table = qemu.interception.msixTable().bytes();
    return HexFormat.of().formatHex(Arrays.copyOfRange(table, 16 * vector, 16 * vector + 16));
  }

  @Test
  void everyVectorStartsMasked() {
    assertEquals("00000000000000000000000001000000", entry(0));
    assertEquals("00000000000000000000000001000000", entry(3));
  }

  @Test
  void everyBitOfAnEntryCanBeWritten() {
    for (int word = 0; word < 4; word++) {
      assertEquals(OK, qemu.store(2, 4, 0x2010 + 4 * word, 0xffff_ffffL));
    }
    assertEquals("ff".repeat(16), entry(1));
    assertEquals("00000000000000000000000001000000", entry(0));
    assertEquals("00000000000000000000000001000000", entry(2));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 2", "3, 0", "5, 0", "6, 0", "7, 1"})
  void bytesAndHalfwordsAreRefused(int length, int at) {
    assertEquals(OPERAND, qemu.store(2, length, 0x2020 + at, -1L));
    assertEquals(List.of(QemuRules.PCISTG.refused()), qemu.broken);
    assertEquals(OPERAND, qemu.load(2, length, 0x2020 + at));
    assertEquals(List.of(QemuRules.PCILG.refused()), qemu.broken);
    assertEquals("00000000000000000000000001000000", entry(2));
  }

  @Test
  void bytesLieInAddressOrder() {
    assertEquals(OK, qemu.store(2, 8, 0x2000, 0x0011_2233_4455_6677L));
    assertEquals(OK, qemu.store(2, 4, 0x2008, 0x8899_aabbL));
    assertEquals("00112233445566778899aabb01000000", entry(0));
    assertEquals(OK, qemu.load(2, 8, 0x2008));
    assertEquals(0x8899_aabb_0100_0000L, qemu.loaded.get());
    assertEquals(OK, qemu.load(2, 4, 0x2004));
    assertEquals(0x4455_6677L, qemu.loaded.get());
  }

  @Test
  void aWholeTableCanBeSet() {
    byte[] table = new byte[64];
    table[5] = 0x42;
    qemu.interception.msixTable().load(table);
    assertEquals("00000000004200000000000000000000", entry(0));
    assertThrows(
        IllegalArgumentException.class, () -> qemu.interception.msixTable().load(new byte[63]));
  }
}
