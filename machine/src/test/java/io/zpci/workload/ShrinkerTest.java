package io.zpci.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShrinkerTest {
  private static final Simplifier<Integer> SMALLER =
      number -> number == 0 ? List.of() : List.of(number / 2, number - 1);

  private static List<Integer> upTo(int size) {
    return IntStream.range(0, size).boxed().toList();
  }

  private static <T> Shrunk<T> shrink(List<T> list, Predicate<List<T>> fails) {
    return new Shrinker<T>(Simplifier.none(), Shrinker.RUNS).shrink(list, fails);
  }

  @Test
  void twoOfAThousandAreLeftInOrder() {
    Shrunk<Integer> shrunk = shrink(upTo(1000), list -> list.contains(17) && list.contains(803));
    assertEquals(List.of(17, 803), shrunk.elements());
    assertTrue(shrunk.minimal());
    assertTrue(shrunk.runs() < 150, "runs " + shrunk.runs());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233})
  void whateverIsNeededIsWhatIsLeft(long seed) {
    SplitMix random = new SplitMix(seed);
    int size = random.between(1, 300);
    Set<Integer> needed = new HashSet<>();
    for (int i = random.between(1, 7); i > 0; i--) {
      needed.add((int) random.below(size));
    }
    Shrunk<Integer> shrunk = shrink(upTo(size), list -> new HashSet<>(list).containsAll(needed));
    assertEquals(needed.stream().sorted().toList(), shrunk.elements(), "seed " + seed);
    assertTrue(shrunk.minimal());
  }

  @Test
  void withoutAnyOneOfTheRestItHolds() {
    // fails with three even numbers, or with 7 behind 3: which is left depends, that none is too
    // many does not
    Predicate<List<Integer>> fails =
        list ->
            list.stream().filter(each -> each % 2 == 0).count() >= 3
                || (list.contains(3) && list.indexOf(7) > list.indexOf(3));
    Shrunk<Integer> shrunk = shrink(upTo(64), fails);
    assertTrue(fails.test(shrunk.elements()));
    for (int i = 0; i < shrunk.elements().size(); i++) {
      List<Integer> rest = new ArrayList<>(shrunk.elements());
      rest.remove(i);
      assertFalse(fails.test(rest), shrunk.elements() + " without " + i);
    }
  }

  @Test
  void whatFailsWithNothingAtAllIsEmpty() {
    assertEquals(List.of(), shrink(upTo(9), list -> true).elements());
  }

  @Test
  void elementsBecomeSimpler() {
    Shrunk<Integer> shrunk =
        new Shrinker<>(SMALLER, Shrinker.RUNS)
            .shrink(
                List.of(5, 900, 7, 60),
                list -> list.stream().anyMatch(each -> each >= 40 && each != 60));
    assertEquals(List.of(40), shrunk.elements());
  }

  @Test
  void aSimplerOneThatFailsForAReasonOfItsOwnDoesNotCount() {
    // 200 fails behind 100, anything below 10 by itself
    Predicate<List<Integer>> fails =
        list ->
            list.stream().anyMatch(each -> each < 10)
                || (list.contains(100) && list.indexOf(200) > list.indexOf(100));
    Simplifier<Integer> zero = number -> number == 0 ? List.of() : List.of(0);
    Shrunk<Integer> shrunk =
        new Shrinker<>(zero, Shrinker.RUNS).shrink(List.of(50, 100, 60, 200), fails);
    assertEquals(List.of(100, 200), shrunk.elements());
    assertTrue(shrunk.minimal());
  }

  @Test
  void noListIsAskedTwiceAndTheRunsAreCounted() {
    List<List<Integer>> asked = new ArrayList<>();
    Shrunk<Integer> shrunk =
        new Shrinker<>(SMALLER, Shrinker.RUNS)
            .shrink(
                upTo(40),
                list -> {
                  asked.add(list);
                  return list.stream().mapToInt(Integer::intValue).sum() >= 50;
                });
    assertEquals(asked.size(), new HashSet<>(asked).size());
    assertEquals(asked.size(), shrunk.runs());
  }

  @Test
  void theEndOfTheRunsIsTold() {
    int[] count = {0};
    Shrunk<Integer> shrunk =
        new Shrinker<Integer>(Simplifier.none(), 10)
            .shrink(
                upTo(1000),
                list -> {
                  count[0]++;
                  return list.contains(17) && list.contains(803);
                });
    assertEquals(10, count[0]);
    assertEquals(10, shrunk.runs());
    assertFalse(shrunk.minimal());
    assertTrue(shrunk.elements().containsAll(List.of(17, 803)), shrunk.toString());
    assertTrue(shrunk.elements().size() < 1000);
  }

  @Test
  void whatDoesNotFailIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> shrink(upTo(3), list -> false));
    assertThrows(IllegalArgumentException.class, () -> new Shrinker<Integer>(Simplifier.none(), 0));
  }

  @Test
  void theSameListShrinksTheSame() {
    Predicate<List<Integer>> fails =
        list -> list.stream().mapToInt(Integer::intValue).sum() % 7 == 3;
    List<Integer> list = upTo(120).stream().filter(each -> each % 3 != 1).toList();
    List<Integer> failing = new ArrayList<>(list);
    for (int i = 1; !fails.test(failing); i++) {
      failing.add(i);
    }
    assertEquals(shrink(failing, fails), shrink(failing, fails));
  }

  @Test
  void whoFollowsIsToldAndMayEndIt() {
    List<String> told = new ArrayList<>();
    Predicate<List<Integer>> fails = list -> list.contains(17) && list.contains(803);
    Shrunk<Integer> shrunk =
        new Shrinker<Integer>(Simplifier.none(), Shrinker.RUNS)
            .watchedBy((runs, left) -> {
              told.add(runs + ":" + left);
              return left > 300;
            })
            .shrink(upTo(1000), fails);
    // the whole list first, then the empty one, halves, quarters
    assertEquals(
        List.of("1:1000", "2:1000", "3:1000", "4:1000", "5:1000", "6:750", "7:500"),
        told.subList(0, 7));
    assertEquals(
        List.of(17, 803),
        shrunk.elements().stream().filter(each -> each == 17 || each == 803).toList());
    assertTrue(shrunk.elements().size() <= 300, "left " + shrunk.elements().size());
    assertTrue(shrunk.elements().size() > 2, "left " + shrunk.elements().size());
    assertFalse(shrunk.minimal());
    assertEquals(told.size(), shrunk.runs());
  }

  @Test
  void whoEndsItAtOnceHasTheWholeList() {
    Shrunk<Integer> shrunk =
        new Shrinker<>(SMALLER, Shrinker.RUNS)
            .watchedBy((runs, left) -> false)
            .shrink(upTo(10), list -> list.contains(3));
    assertEquals(new Shrunk<>(upTo(10), 1, false), shrunk);
  }
}
