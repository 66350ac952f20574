package io.zpci.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.function.FunctionFacts.Msix;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.trace.Operation;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequencesTest {
  private static final FunctionFacts MEMORY = MemoryFunction.memory().facts();
  private static final SequenceSettings SETTINGS = SequenceSettings.of(2000);

  /** A seed means the same for ever: who changes the generator changes these. */
  @Test
  void aSeedIsASequence() {
    List<Issued> memory = new AccessSequences(MEMORY, SETTINGS).of(42);
    assertEquals(
        List.of("pcistb 0 0xdc0 40", "pcilg 15 0xc 2", "pcilg 0 0x8dfc 4"),
        memory.subList(0, 3).stream().map(Issued::describe).toList());
    List<Issued> ism = new IsmSequences(IsmScene.PREPARED, SETTINGS).of(42);
    assertEquals(
        List.of(
            "pcistb 0 0x200205000918 1410",
            "pcistb 0 0x10010100250b 402",
            "pcistb 0 0x20010d000053 2669"),
        ism.subList(0, 3).stream().map(Issued::describe).toList());
  }

  @Test
  void theSameSeedGivesTheSameAndAnotherAnother() {
    Sequences sequences = new IsmSequences(IsmScene.PREPARED, SETTINGS.withWrong(20));
    assertEquals(sequences.of(7), sequences.of(7));
    assertNotEquals(sequences.of(7), sequences.of(8));
    assertEquals(2000, sequences.of(-1).size());
  }

  @Test
  void rightAccessesKeepTheRulesOfAStrictFunction() {
    Set<Integer> spaces = new HashSet<>();
    Set<Operation> kinds = EnumSet.noneOf(Operation.class);
    for (Issued each : new AccessSequences(MEMORY, SETTINGS).of(1)) {
      spaces.add(each.space());
      kinds.add(each.operation());
      if (each.space() == 15) {
        assertEquals(Operation.PCILG, each.operation());
        continue;
      }
      assertTrue(each.offset() + each.length() <= MEMORY.barSize(each.space()), each.describe());
      if (each.operation().isBlock()) {
        assertEquals(0, (each.offset() | each.length() | each.memory()) % 8, each.describe());
        assertTrue(each.length() > 8 && each.length() <= 128, each.describe());
        assertTrue(each.offset() % 4096 + each.length() <= 4096, each.describe());
      } else {
        assertTrue(each.offset() % 8 + each.length() <= 8, each.describe());
      }
      boolean table = each.space() == 2 && each.offset() / 4096 == 2;
      assertTrue(!table, "the page of the MSI-X table: " + each.describe());
    }
    assertEquals(Set.of(0, 2, 4, 15), spaces);
    assertEquals(EnumSet.of(Operation.PCISTB, Operation.PCISTG, Operation.PCILG), kinds);
  }

  @Test
  void aBarThatIsNothingButATableEndsTheSearch() {
    FunctionFacts facts =
        new FunctionFacts(
            "table",
            0x1b36,
            5,
            0,
            0,
            List.of(0x8000L, 0L, 0L, 0L, 0L, 0L),
            BlockClass.RELAXED,
            4096,
            false,
            0,
            new Msix(0, 0, 0x7f00, 2032),
            256);
    assertEquals(2000, new AccessSequences(facts, SETTINGS.withSpaces(List.of(0))).of(5).size());
  }

  @Test
  void settingsDecideLengthsAndAlignment() {
    SequenceSettings settings =
        SETTINGS
            .withKinds(List.of(Operation.PCISTB, Operation.MEMCPY_TOIO))
            .withSpaces(List.of(0))
            .withLengths(24, 40)
            .withAligned(100);
    for (Issued each : new AccessSequences(MEMORY, settings).of(3)) {
      assertTrue(each.length() >= 24 && each.length() <= 40, each.describe());
      assertEquals(0, each.offset() % 8, each.describe());
      assertEquals(0, each.space());
    }
    long odd =
        new AccessSequences(MEMORY, settings.withAligned(0))
            .of(3).stream().filter(each -> each.offset() % 8 != 0).count();
    assertTrue(odd > 500, "odd " + odd);
  }

  @Test
  void aWrongAccessBreaksARule() {
    SequenceSettings settings = SETTINGS.withWrong(100).withSpaces(List.of(0, 2));
    for (Issued each : new AccessSequences(MEMORY, settings).of(6)) {
      boolean noBar = each.space() > 5;
      boolean single = !each.operation().isBlock();
      boolean beyond = !noBar && each.offset() + each.length() > MEMORY.barSize(each.space());
      boolean crosses =
          single
              ? each.offset() % 8 + each.length() > 8
              : each.offset() % 4096 + each.length() > 4096;
      boolean tooLong = each.length() > (single ? 8 : 128);
      assertTrue(noBar || beyond || crosses || tooLong, each.describe());
    }
  }

  @Test
  void movesStayInTheirDmbAndPage() {
    int moves = 0;
    int signals = 0;
    Set<Long> tokens = new HashSet<>();
    for (Issued each : new IsmSequences(IsmScene.PREPARED, SETTINGS).of(9)) {
      if (each.space() != 0) {
        continue;
      }
      moves++;
      signals += MoveOffset.signals(each.offset()) ? 1 : 0;
      tokens.add(MoveOffset.token(each.offset()) >>> 32);
      int inDmb = MoveOffset.inDmb(each.offset());
      assertTrue(inDmb + each.length() <= 0x4000, each.describe());
      assertTrue(inDmb % 4096 + each.length() <= 4096, each.describe());
      assertTrue(MoveOffset.element(each.offset()) < 16, each.describe());
    }
    assertEquals(Set.of(0x1001L, 0x1002L, 0x2001L, 0x2002L), tokens);
    assertTrue(moves > 100, "moves " + moves);
    assertTrue(signals > moves / 5 && signals < moves / 2, signals + " of " + moves);
  }

  @Test
  void aCommandIsPayloadHeaderAndLoads() {
    List<Issued> sequence =
        new IsmSequences(IsmScene.PREPARED, SETTINGS.withSpaces(List.of(2))).of(4);
    int commands = 0;
    for (int i = 0; i < sequence.size() - 1; i++) {
      Issued each = sequence.get(i);
      if (each.operation().isBlock() && each.offset() == 8) {
        assertEquals(0, sequence.get(i + 1).offset());
        int whole = sequence.get(i + 1).data().at(7);
        assertEquals(whole - 8, each.length(), "the header's length is that of both");
      } else if (each.operation().isBlock()) {
        commands++;
        assertEquals(8, each.length());
        assertEquals("pcilg 2 0x0 8", sequence.get(i + 1).describe());
      }
    }
    assertTrue(commands > 50, "commands " + commands);
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> SequenceSettings.of(0));
    assertThrows(
        IllegalArgumentException.class, () -> SequenceSettings.of(SequenceSettings.MOST + 1));
    assertThrows(IllegalArgumentException.class, () -> SETTINGS.withLengths(9, 8));
    assertThrows(IllegalArgumentException.class, () -> SETTINGS.withWrong(101));
    assertThrows(IllegalArgumentException.class, () -> SETTINGS.withKinds(List.of()));
    assertThrows(IllegalArgumentException.class, () -> SETTINGS.withSpaces(List.of(16)));
    SequenceSettings none = SETTINGS.withSpaces(List.of(1));
    assertThrows(IllegalArgumentException.class, () -> new AccessSequences(MEMORY, none));
    assertThrows(IllegalArgumentException.class, () -> new IsmSequences(IsmScene.PREPARED, none));
  }
}
