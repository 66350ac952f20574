package io.zpci.tests.interleaving;

import io.zpci.tests.interleaving.World.Fingerprint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes through every world that the actors can reach, the nearest first: a failing schedule that it
 * finds is a shortest one. A world in which nobody can act is an end: it is checked.
 */
final class Explorer {
  private static final int TOO_MANY = 20_000_000;

  private final List<Actor> actors;
  private final int[] alike;
  private final Function<World, @Nullable String> complaint;
  private final Map<Fingerprint, Step> known = new HashMap<>();
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

  /** How a world was come to first. */
  private record Step(@Nullable Fingerprint from, String text) {}

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
        text.append("%3d  %s%n".formatted(number++, step));
      }
      return text.append("     ").append(wrong).append(System.lineSeparator()).toString();
    }
  }

  /** Explores from {@code start}. */
  Finding explore(World start) {
    World first = start.copy();
    for (int actor = 0; actor < actors.size(); actor++) {
      advance(first, actor);
    }
    reach(null, "", first);
    for (World world = frontier.poll(); world != null; world = frontier.poll()) {
      if (!step(world)) {
        ends++;
        String wrong = complaint.apply(world);
        if (wrong != null) {
          return new Finding(known.size(), ends, wrong, schedule(world));
        }
      }
    }
    return new Finding(known.size(), ends, null, List.of());
  }

  /** Every step that can be done in {@code world}; false where there is none. */
  private boolean step(World world) {
    Fingerprint here = world.fingerprint(alike);
    boolean any = false;
    for (int actor = 0; actor < actors.size(); actor++) {
      String who = actors.get(actor).name();
      if (world.buffer[actor].length > 0) {
        any = true;
        World after = world.copy();
        after.drain(actor);
        reach(here, who + ": (its oldest store is seen)", after);
      }
      Access access = world.next[actor];
      if (access != null && access.ready().in(world)) {
        any = true;
        World after = world.copy();
        long answer = access.effect().on(after);
        after.sees(actor, answer);
        advance(after, actor);
        reach(here, who + ": " + access.text() + answered(answer), after);
      }
    }
    return any;
  }

  private void reach(@Nullable Fingerprint from, String text, World world) {
    if (known.putIfAbsent(world.fingerprint(alike), new Step(from, text)) == null) {
      frontier.add(world);
      if (known.size() > TOO_MANY) {
        throw new AssertionError("more than " + TOO_MANY + " worlds");
      }
    }
  }

  private List<String> schedule(World end) {
    List<String> steps = new ArrayList<>();
    Step step = known.get(end.fingerprint(alike));
    while (step != null && step.from() != null) {
      steps.add(step.text());
      step = known.get(step.from());
    }
    return steps.reversed();
  }

  private static String answered(long answer) {
    return answer == 0 ? "" : " -> 0x" + Long.toHexString(answer);
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
        who.activities().get(activity).run(new Ports(actor, world.seen[actor]));
      } catch (Ports.Pause pause) {
        world.next[actor] = pause.access;
        return;
      }
      world.seen[actor] = new long[0];
      boolean last = activity == who.activities().size() - 1;
      world.activity[actor] = last && who.repeats() ? activity : activity + 1;
    }
  }
}
