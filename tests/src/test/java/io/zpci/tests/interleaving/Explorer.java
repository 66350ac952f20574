package io.zpci.tests.interleaving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes through every world that the actors can reach, the nearest first: a failing schedule that it
 * finds is a shortest one. A world in which nobody can act is an end: it is checked. An actor that
 * throws ends the exploration too.
 */
final class Explorer {
  private static final int TOO_MANY = 20_000_000;

  private final List<Actor> actors;
  private final int[] alike;
  private final Function<World, @Nullable String> complaint;
  private final KnownWorlds known = new KnownWorlds();
  private final Queue<World> frontier = new ArrayDeque<>();
  private long ends;

  /**
   * An explorer. Actors made of the same activities are alike: worlds that differ only in which of
   * them is where are the same.
   *
   * @param complaint what is wrong with an end; null where it is right
   */
  Explorer(List<Actor> actors, Function<World, @Nullable String> complaint) {
    this.actors = actors;
    this.complaint = complaint;
    this.alike = new int[actors.size()];
    for (int i = 0; i < alike.length; i++) {
      alike[i] = i;
      for (int j = 0; j < i; j++) {
        if (actors.get(j).activities().equals(actors.get(i).activities())) {
          alike[i] = alike[j];
        }
      }
    }
  }

  /** What an exploration found. */
  record Finding(long worlds, long ends, @Nullable String wrong, List<String> schedule) {
    /** The failing schedule, a step a line; a sentence where there is none. */
    String print() {
      if (wrong == null) {
        return "no failing schedule in %,d worlds, %,d of them ends".formatted(worlds, ends);
      }
      StringBuilder text = new StringBuilder();
      int number = 1;
      for (String step : schedule) {
        text.append("%3d  %s\n".formatted(number++, step));
      }
      return text.append("     ").append(wrong).append('\n').toString();
    }

    /** Nothing is wrong in any of the worlds, whose number docs/interrupts.md tells. */
    void assertRight() {
      assertNull(wrong, this::print);
      assertTrue(ends > 0, this::print);
      assertTrue(page().contains("| %,d |".formatted(worlds)), this::print);
    }

    /** docs/interrupts.md shows this schedule. */
    void assertShown() {
      assertTrue(page().contains("```text\n" + print() + "```\n"), this::print);
    }

    /** Prints the failing schedule, which ends so and has these steps in this order. */
    Finding assertWrong(String expected, String... steps) {
      System.out.println(print());
      assertEquals(expected, wrong);
      int next = 0;
      for (String step : schedule) {
        if (next < steps.length && step.equals(steps[next])) {
          next++;
        }
      }
      assertEquals(steps.length, next, () -> "not all steps are in\n" + print());
      return this;
    }
  }

  private static String page() {
    Path here = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    while (!Files.exists(here.resolve("bin/zpci"))) {
      here = here.getParent();
    }
    try {
      return Files.readString(here.resolve("docs/interrupts.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Explores from {@code start}. */
  Finding explore(World start) {
    World first = start.copy();
    for (int actor = 0; actor < actors.size(); actor++) {
      advance(first, actor);
    }
    reach(0, 0, first.copy());
    for (World world = frontier.poll(); world != null; world = frontier.poll()) {
      String wrong = world.failure;
      if (wrong == null && !step(world)) {
        ends++;
        wrong = complaint.apply(world);
      }
      if (wrong != null) {
        return new Finding(known.size(), ends, wrong, schedule(first, world));
      }
    }
    return new Finding(known.size(), ends, null, List.of());
  }

  /** Every step that can be done in {@code world}; false where there is none. */
  private boolean step(World world) {
    boolean any = false;
    for (int actor = 0; actor < actors.size(); actor++) {
      if (world.buffer[actor].length > 0) {
        any = true;
        World after = world.copy();
        after.drain(actor);
        reach(world.number, 2 * actor + 1, after);
      }
      Access access = world.next[actor];
      if (access != null && access.ready().in(world)) {
        any = true;
        World after = world.copy();
        act(after, actor, access);
        reach(world.number, 2 * actor, after);
      }
    }
    return any;
  }

  private long act(World world, int actor, Access access) {
    long answer = access.effect().on(world);
    world.sees(actor, answer);
    advance(world, actor);
    return answer;
  }

  private void reach(int from, int choice, World world) {
    world.number = known.add(world.fingerprint(alike), from, choice);
    if (world.number < 0) {
      return;
    }
    if (known.size() > TOO_MANY) {
      throw new AssertionError("more than " + TOO_MANY + " worlds");
    }
    frontier.add(world);
  }

  /** Goes the way to {@code end} once more, for what there is to tell. */
  private List<String> schedule(World first, World end) {
    List<String> lines = new ArrayList<>();
    World world = first.copy();
    for (int choice : known.steps(end.number)) {
      int actor = choice / 2;
      String who = actors.get(actor).name() + ": ";
      Access access = world.next[actor];
      if (choice % 2 == 1) {
        world.drain(actor);
        lines.add(who + "(its oldest store is seen)");
      } else if (access != null) {
        lines.add(who + access.told(act(world, actor, access)));
      }
    }
    return lines;
  }

  /** Runs {@code actor} up to its next access, over the ends of activities. */
  private void advance(World world, int actor) {
    Actor who = actors.get(actor);
    while (true) {
      int activity = world.activity[actor];
      if (activity == who.activities().size()) {
        world.next[actor] = null;
        return;
      }
      try {
        who.activities().get(activity).run(new Ports(actor, world.seen[actor], world.layout));
      } catch (Ports.Pause pause) {
        world.next[actor] = pause.access;
        return;
      } catch (RuntimeException | AssertionError e) {
        world.next[actor] = null;
        world.failure = who.name() + ": " + e.getMessage();
        return;
      }
      world.seen[actor] = new long[0];
      boolean last = activity == who.activities().size() - 1;
      world.activity[actor] = last && who.repeats() ? activity : activity + 1;
    }
  }
}
