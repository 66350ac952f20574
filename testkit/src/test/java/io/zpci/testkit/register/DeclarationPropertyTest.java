package io.zpci.testkit.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.testkit.register.Declaration.Block;
import io.zpci.testkit.register.Declaration.Direction;
import io.zpci.testkit.register.Declaration.Place;
import io.zpci.testkit.register.Declaration.Single;
import io.zpci.testkit.register.Order.Endian;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Random declarations against a reference that counts bytes. */
class DeclarationPropertyTest {
  private static final long SEED = Long.getLong("zpci.seed", 0x5eed_0003L);
  private static final int DECLARATIONS = 200_000;
  private static final int FILES = 50_000;
  private static final int[] WIDTHS = {1, 2, 4, 8};

  private final SplittableRandom random = new SplittableRandom(SEED);

  DeclarationPropertyTest() {
    System.out.printf("DeclarationPropertyTest: -Dzpci.seed=%d%n", SEED);
  }

  private static FunctionFacts facts(BlockClass blocks) {
    return new FunctionFacts(
        "small", 1, 2, 0, 0, List.of(64L, 0L, 8192L, 0L, 0L, 0L), blocks, 128, true, 1, null, 256);
  }

  /** Whether one declaration alone can be issued: byte by byte, without arithmetic of ranges. */
  private static boolean legal(Declaration declaration, FunctionFacts facts) {
    Place place = declaration.place();
    if (declaration instanceof Single single && !List.of(1, 2, 4, 8).contains(single.width())) {
      return false;
    }
    long size =
        place.space() == 15
            ? facts.configSize()
            : place.space() >= 0 && place.space() <= 5 ? facts.barSize(place.space()) : 0;
    if (place.offset() < 0 || place.count() < 1) {
      return false;
    }
    int extent =
        switch (declaration) {
          case Single single -> single.width();
          case Block block -> Math.max(1, Math.max(block.length(), block.max()));
        };
    Map<Long, Integer> owners = new HashMap<>();
    for (int index = 0; index < place.count(); index++) {
      long start = place.offset() + place.stride() * index;
      for (long at = start; at < start + extent; at++) {
        if (at >= size || owners.put(at, index) != null) {
          return false;
        }
      }
      if (!place.moves()
          && !(declaration instanceof Single single
              ? legalSingle(single, start)
              : legalBlock((Block) declaration, start, size, facts))) {
        return false;
      }
    }
    return switch (declaration) {
      case Single single ->
          single.width() <= single.valueBytes() && !(place.space() == 15 && single.width() == 8);
      case Block block -> legalLength(block, facts);
    };
  }

  private static boolean legalSingle(Single single, long start) {
    long last = start + single.width() - 1;
    return single.place().space() == 15 ? start % single.width() == 0 : start / 8 == last / 8;
  }

  /** Whether some length that the method can be called with may be taken at {@code start}. */
  private static boolean legalBlock(Block block, long start, long size, FunctionFacts facts) {
    int given = Math.max(block.length(), block.max());
    if (given != 0) {
      boolean strict = facts.blockClass() == BlockClass.STRICT;
      return start / 4096 == (start + given - 1) / 4096 && (!strict || start % 8 == 0);
    }
    for (int length = 1; length <= facts.maxStoreBlock(); length++) {
      boolean inside = start / 4096 == (start + length - 1) / 4096 && start + length <= size;
      boolean taken =
          facts.blockClass() == BlockClass.RELAXED
              || (start % 8 == 0 && length % 8 == 0 && length > 8);
      if (inside && taken) {
        return true;
      }
    }
    return false;
  }

  private static boolean legalLength(Block block, FunctionFacts facts) {
    int given = Math.max(block.length(), block.max());
    return block.place().space() != 15
        && block.length() >= 0
        && block.max() >= 0
        && (block.length() == 0 || block.max() == 0)
        && given <= facts.maxStoreBlock()
        && (given == 0
            || facts.blockClass() == BlockClass.RELAXED
            || (given % 8 == 0 && given > 8));
  }

  private Place place() {
    int space = pick(0, 0, 0, 2, 2, 15, 1, 6, -1, 14);
    long offset =
        switch (random.nextInt(8)) {
          case 0 -> 4096 - random.nextInt(140);
          case 1 -> 8 * random.nextInt(40);
          case 2 -> -random.nextInt(3);
          default -> random.nextInt(space == 15 ? 260 : 70);
        };
    boolean array = random.nextInt(3) == 0;
    int count = array ? pick(0, 1, 2, 3, 5, 9, 17) : 1;
    long stride = array ? pick(0, 1, 2, 4, 6, 8, 12, 16, 24) : 0;
    return new Place(space, offset, stride, count, !array && random.nextInt(10) == 0);
  }

  private int pick(int... from) {
    return from[random.nextInt(from.length)];
  }

  private Single single(int number) {
    int valueBytes = pick(WIDTHS);
    int width = random.nextInt(12) == 0 ? pick(0, 3, 5, 8, 16, -1) : pick(WIDTHS);
    return new Single(
        "R.m" + number / 2 + "()",
        place(),
        random.nextBoolean() ? Direction.READ : Direction.WRITE,
        width,
        random.nextInt(3) == 0 ? valueBytes : 8,
        random.nextInt(4) == 0 ? Endian.BIG_ENDIAN : Endian.LITTLE_ENDIAN,
        random.nextInt(10) == 0);
  }

  private Block block() {
    int length = random.nextInt(3) == 0 ? pick(1, 8, 16, 64, 100, 128, 136, -8) : 0;
    int max = random.nextInt(3) == 0 ? pick(1, 8, 16, 64, 100, 128, 136, -8) : 0;
    return new Block("R.block()", place(), length, max);
  }

  @Test
  void declarationIsRefusedExactlyWhereTheReferenceRefuses() {
    int[] legal = new int[2];
    for (int i = 0; i < DECLARATIONS; i++) {
      Declaration declaration = random.nextInt(3) == 0 ? block() : single(i);
      FunctionFacts facts = facts(random.nextBoolean() ? BlockClass.STRICT : BlockClass.RELAXED);
      String problem = new DeclarationChecks(facts).problem(declaration);
      boolean expected = legal(declaration, facts);
      assertEquals(
          expected,
          problem == null,
          () -> "seed " + SEED + ": " + declaration + " " + facts.blockClass() + ": " + problem);
      assertTrue(problem == null || problem.contains("; expected "), problem);
      legal[expected ? 1 : 0]++;
    }
    assertTrue(legal[0] > DECLARATIONS / 5 && legal[1] > DECLARATIONS / 10, legal[1] + " legal");
  }

  /** Whether two sound registers may stand side by side: by their bytes. */
  private static boolean apart(Single one, Single other) {
    if (one.overlay()
        || other.overlay()
        || one.place().moves()
        || other.place().moves()
        || one.place().space() != other.place().space()) {
      return true;
    }
    TreeMap<Long, Integer> bytes = new TreeMap<>();
    cover(one, bytes);
    TreeMap<Long, Integer> others = new TreeMap<>();
    cover(other, others);
    if (one.place().equals(other.place())
        && one.width() == other.width()
        && (one.direction() != other.direction() || one.name().equals(other.name()))) {
      return one.order() == other.order();
    }
    bytes.keySet().retainAll(others.keySet());
    return bytes.isEmpty();
  }

  private static void cover(Single single, Map<Long, Integer> bytes) {
    for (int index = 0; index < single.place().count(); index++) {
      for (int i = 0; i < single.width(); i++) {
        bytes.merge(single.place().offset() + index * single.place().stride() + i, 1, Integer::sum);
      }
    }
  }

  @Test
  void filesAreRefusedExactlyWhereBytesAreShared() {
    FunctionFacts facts = facts(BlockClass.RELAXED);
    DeclarationChecks checks = new DeclarationChecks(facts);
    int refused = 0;
    int found = 0;
    for (int i = 0; i < FILES; i++) {
      List<Single> file = new ArrayList<>();
      while (file.size() < 6) {
        Single single = single(random.nextInt(6));
        if (legal(single, facts)) {
          file.add(single);
        }
      }
      int expected = 0;
      for (int j = 0; j < file.size(); j++) {
        for (int k = j + 1; k < file.size(); k++) {
          expected += apart(file.get(j), file.get(k)) ? 0 : 1;
        }
      }
      List<String> problems = checks.problems(file);
      assertEquals(expected, problems.size(), () -> "seed " + SEED + ": " + file + problems);
      refused += expected == 0 ? 0 : 1;
      found += expected == 0 ? 1 : 0;
    }
    assertTrue(refused > FILES / 10 && found > FILES / 10, refused + " refused");
  }
}
