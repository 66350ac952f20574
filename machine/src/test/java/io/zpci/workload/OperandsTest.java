package io.zpci.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.trace.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operation can carry, and what it carries where nobody says. */
class OperandsTest {
  @ParameterizedTest
  @CsvSource({
    "PCILG, 8, 9",
    "PCISTG, 8, 9",
    "PCILGI, 8, 9",
    "PCISTGI, 8, 9",
    "PCISTB, 8191, 8192",
    "PCISTBI, 8191, 8192",
    "PREAD, 1048576, 1048577",
    "MEMCPY_TOIO, 1048576, 1048577",
    "MEMCPY_FROMIO, 1048576, 1048577",
    "MMIO_WRITE, 1048576, 1048577",
    "MMIO_READ, 1048576, 1048577",
    "IOREAD, 8, 16",
    "IOWRITE, 1, 0",
  })
  void eachOperationCarriesSoMuch(Operation operation, int most, int tooMuch) {
    assertNull(Operands.unfitLength(operation, most));
    assertNotNull(Operands.unfitLength(operation, tooMuch));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0, 8, 0000000300000008",
    "2, 0, 4, 10111213",
    "2, 8, 8, 1011121314151617",
    "0, 0, 8, 1011121314151617",
    "0, 0, 0, ''",
  })
  void dataByDefault(int space, long offset, int length, String hex) {
    assertEquals(hex, Operands.defaultData(space, offset, length).toHex());
  }

  @Test
  void dataByDefaultWrapsAt256() {
    String hex = Operands.defaultData(0, 0, 256).toHex();
    assertTrue(hex.startsWith("101112"), hex);
    assertTrue(hex.endsWith("feff000102030405060708090a0b0c0d0e0f"), hex);
  }
}
