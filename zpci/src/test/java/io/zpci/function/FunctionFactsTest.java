package io.zpci.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a machine knows of a function. Source: spec zpci 1.2, 5.4. */
class FunctionFactsTest {
  private static FunctionFacts facts(int pft, Long... sizes) {
    return new FunctionFacts(
        "test", 1, 2, pft, 0, List.of(sizes), BlockClass.STRICT, 128, false, 0, null, 256);
  }

  @Test
  void aBarHas64BitsWhereTheNextOneIsEmpty() {
    FunctionFacts facts = facts(0, 0x1000L, 0L, 0x1000L, 0x1000L, 0x80L, 0L);
    int[] typeBits = new int[6];
    for (int bar = 0; bar < 6; bar++) {
      typeBits[bar] = facts.barTypeBits(bar);
      assertEquals(typeBits[bar] != 0, facts.is64Bit(bar));
    }
    assertArrayEquals(new int[] {0xc, 0, 0, 0, 0xc, 0}, typeBits);
    assertEquals(0x80, facts.barSize(4));
    assertArrayEquals(new long[] {0x1000, 0, 0x1000, 0x1000, 0x80, 0}, facts.barSizeArray());
  }

  @Test
  void theArrayOfSizesIsAFreshOne() {
    FunctionFacts facts = facts(0, 16L, 0L, 0L, 0L, 0L, 0L);
    facts.barSizeArray()[0] = 1;
    assertEquals(16, facts.barSizeArray()[0]);
  }

  @Test
  void sixPowersOfTwo() {
    assertThrows(IllegalArgumentException.class, () -> facts(0, 16L));
    assertThrows(IllegalArgumentException.class, () -> facts(0, 24L, 0L, 0L, 0L, 0L, 0L));
    assertThrows(IllegalArgumentException.class, () -> facts(0, -16L, 0L, 0L, 0L, 0L, 0L));
  }

  @Test
  void ismIsFunctionType5() {
    assertTrue(facts(5, 0L, 0L, 0L, 0L, 0L, 0L).isIsm());
    assertFalse(facts(11, 0L, 0L, 0L, 0L, 0L, 0L).isIsm());
  }

  @Test
  void theTableHas16BytesAVectorAndThePba8BytesPer64() {
    assertEquals(2080, new Msix(2, 0x2000, 0x2900, 130).tableSize());
    assertEquals(24, new Msix(2, 0x2000, 0x2900, 130).pbaSize());
    assertEquals(8, new Msix(2, 0, 0x800, 64).pbaSize());
    assertEquals(16, new Msix(2, 0, 0x800, 65).pbaSize());
  }
}
