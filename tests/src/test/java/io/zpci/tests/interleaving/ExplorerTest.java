package io.zpci.tests.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.tests.interleaving.Explorer.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The explorer finds what there is to find, and no more. */
class ExplorerTest {
  private static Actor.Activity counting(int counter) {
    return ports -> {
      ports.act("one", world -> count(world, counter));
      ports.act("two", world -> count(world, counter));
    };
  }

  private static long count(World world, int counter) {
    world.counters[counter]++;
    return 0;
  }

  @Test
  void twoStrangersOfTwoStepsHaveNineWorlds() {
    Finding finding =
        new Explorer(List.of(Actor.once("a", counting(0)), Actor.once("b", counting(1))), _ -> null)
            .explore(new World(Words.fromZero(0), 2, 2));
    assertEquals("no failing schedule in 9 worlds, 1 of them ends", finding.print());
  }

  @Test
  void twoAlikeOfTwoStepsHaveSix() {
    Actor.Activity counting = counting(0);
    Finding finding =
        new Explorer(List.of(Actor.once("a", counting), Actor.once("b", counting)), _ -> null)
            .explore(new World(Words.fromZero(0), 1, 2));
    assertEquals("no failing schedule in 6 worlds, 1 of them ends", finding.print());
  }

  /** Each takes down its own flag and looks at the other's: one of them at least finds it down. */
  private static Actor.Activity dekker(int own, boolean fenced) {
    return ports -> {
      ports.and(4L * own, 0);
      if (fenced) {
        ports.fence();
      }
      long other = ports.get(4L * (1 - own));
      ports.act(
          "remembers",
          world -> {
            world.counters[own] = other;
            return 0;
          });
    };
  }

  private static Finding dekker(boolean fenced) {
    World world = new World(Words.fromZero(2), 2, 2);
    world.words[0] = 1;
    world.words[1] = 1;
    return new Explorer(
            List.of(Actor.once("left", dekker(0, fenced)), Actor.once("right", dekker(1, fenced))),
            ExplorerTest::bothUp)
        .explore(world);
  }

  private static @Nullable String bothUp(World end) {
    return end.counters[0] == 1 && end.counters[1] == 1 ? "both found the other's flag up" : null;
  }

  @Test
  void withoutFencesTwoStoresAreBothOvertaken() {
    assertEquals(
        """
          1  left: store [0x0] &= 00000000 into the store buffer
          2  left: load [0x4] -> 00000001
          3  left: remembers
          4  right: store [0x4] &= 00000000 into the store buffer
          5  right: (its oldest store is seen)
          6  right: load [0x0] -> 00000001
          7  left: (its oldest store is seen)
          8  right: remembers
             both found the other's flag up
        """,
        dekker(false).print());
  }

  @Test
  void withFencesTheyAreNot() {
    assertNull(dekker(true).wrong());
  }

  @Test
  void aShortestScheduleIsFound() {
    Actor.Activity longWay = counting(0);
    Finding finding =
        new Explorer(
                List.of(
                    Actor.once("a", longWay),
                    Actor.once(
                        "b",
                        ports -> ports.await("waits", world -> world.counters[0] > 0, world -> 7))),
                world -> world.counters[0] == 2 ? "two" : null)
            .explore(new World(Words.fromZero(0), 1, 2));
    assertEquals(
        """
          1  a: one
          2  a: two
          3  b: waits -> 7
             two
        """,
        finding.print());
  }

  @Test
  void whatAnActorThrowsIsAFinding() {
    Finding finding =
        new Explorer(
                List.of(
                    Actor.once(
                        "a",
                        ports -> {
                          ports.act("one", _ -> 0);
                          throw new IllegalStateException("gone");
                        })),
                _ -> null)
            .explore(new World(Words.fromZero(0), 0, 1));
    assertEquals("  1  a: one\n     a: gone\n", finding.print());
  }
}
