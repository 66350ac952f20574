package io.zpci.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.trace.Operation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimplerAccessesTest {
  private final SimplerAccesses simplifier = new SimplerAccesses();

  static Stream<Issued> accesses() {
    SplitMix random = new SplitMix(11);
    return Stream.of(
        Issued.store(Operation.PCISTB, 0, 0x1001_0180_0ff8L, random.bytes(8)).from(0x123),
        Issued.store(Operation.PCISTB, 0, 0x40, random.bytes(4096)),
        Issued.store(Operation.PCISTG, 4, 0xffc, random.bytes(4)).inProblemState(),
        Issued.load(Operation.PCILG, 15, 0x3c, 4).from(0xfff),
        Issued.load(Operation.PREAD, 2, 0x1, 77));
  }

  @ParameterizedTest
  @MethodSource("accesses")
  void everyAnswerIsSimplerAndFits(Issued access) {
    List<Issued> simpler = simplifier.simpler(access);
    assertFalse(simpler.isEmpty());
    for (Issued each : simpler) {
      assertEquals(access.operation(), each.operation());
      assertEquals(access.space(), each.space());
      assertTrue(weight(each) < weight(access), each.toString());
      assertEquals(0, each.offset() & ~access.offset(), each.toString());
      assertEquals(0, each.memory() & ~access.memory(), each.toString());
      assertTrue(each.length() >= 1);
      assertEquals(each.operation().isStore() ? each.length() : 0, each.data().size());
    }
    assertEquals(simpler, simplifier.simpler(access));
  }

  /** Bits that are set, and bytes: every step takes some away, so there is an end. */
  private static long weight(Issued access) {
    long bits = Long.bitCount(access.offset()) + Long.bitCount(access.memory());
    for (int i = 0; i < access.data().size(); i++) {
      bits += Integer.bitCount(access.data().at(i));
    }
    return bits + access.length() + (access.problemState() ? 1 : 0);
  }

  @Test
  void theSimplestHasNothingSimpler() {
    Issued simplest = Issued.store(Operation.PCISTB, 2, 0, Bytes.of(new byte[1]));
    assertEquals(List.of(), simplifier.simpler(simplest));
  }

  @Test
  void aShorterStoreKeepsItsFirstBytes() {
    Issued access = Issued.store(Operation.PCISTB, 0, 0, Bytes.ofHex("0102030405060708090a"));
    Issued shortest = simplifier.simpler(access).getFirst();
    assertEquals(Issued.store(Operation.PCISTB, 0, 0, Bytes.ofHex("01")), shortest);
  }

  @Test
  void eachBitOfAHeaderIsTried() {
    Issued header = Issued.store(Operation.PCISTB, 2, 0, Bytes.ofHex("0000000900000018"));
    List<Bytes> tried =
        simplifier.simpler(header).stream()
            .map(Issued::data)
            .filter(data -> data.size() == 8)
            .toList();
    assertTrue(tried.contains(Bytes.ofHex("0000000800000018")), tried.toString());
    assertTrue(tried.contains(Bytes.ofHex("0000000900000010")), tried.toString());
    assertTrue(tried.contains(Bytes.ofHex("0000000000000000")), tried.toString());
  }
}
