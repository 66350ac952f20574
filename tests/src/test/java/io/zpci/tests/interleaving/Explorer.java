package io.zpci.tests.interleaving;

import io.zpci.tests.interleaving.World.Fingerprint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes through every world that the actors can reach, depth first. A world in which nobody can act
 * is an end: it is checked.
 */
final class Explorer {
  private static final int TOO_MANY = 20_000_000;

  private final List<Actor> actors;
  private final Function<World, @Nullable String> complaint;
  private final Set<Fingerprint> known = new HashSet<>();
  private final Deque<String> schedule = new ArrayDeque<>();
  private long ends;

  /**
   * An explorer.
   *
   * @param complaint what is wrong with an end; null where it is right
   */
  Explorer(List<Actor> actors, Function<World, @Nullable String> complaint) {
    this.actors = actors;
    this.complaint = complaint;
  }

  /** What an exploration found. */
  record Finding(long worlds, long ends, @Nullable String wrong, List<String> schedule) {
    /** The failing schedule, a step a line; a sentence where there is none. */
    String print() {
      if (wrong == null) {
        return "no failing schedule in %,d worlds".formatted(worlds);
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
    World world = start.copy();
    for (int actor = 0; actor < actors.size(); actor++) {
      advance(world, actor);
    }
    String wrong = visit(world);
    List<String> steps = new ArrayList<>(schedule);
    return new Finding(known.size(), ends, wrong, steps.reversed());
  }

  private @Nullable String visit(World world) {
    if (!known.add(world.fingerprint())) {
      return null;
    }
    if (known.size() > TOO_MANY) {
      throw new AssertionError("more than " + TOO_MANY + " worlds");
    }
    boolean isEnd = true;
    for (int actor = 0; actor < actors.size(); actor++) {
      if (world.buffer[actor].length > 0) {
        isEnd = false;
        World after = world.copy();
        after.drain(actor);
        String wrong = step(actor, "(its oldest store is seen)", after);
        if (wrong != null) {
          return wrong;
        }
      }
      Access access = world.next[actor];
      if (access != null && access.ready().in(world)) {
        isEnd = false;
        World after = world.copy();
        long answer = access.effect().on(after);
        after.sees(actor, answer);
        advance(after, actor);
        String wrong = step(actor, access.text() + answered(answer), after);
        if (wrong != null) {
          return wrong;
        }
      }
    }
    if (!isEnd) {
      return null;
    }
    ends++;
    return complaint.apply(world);
  }

  private @Nullable String step(int actor, String text, World after) {
    schedule.push(actors.get(actor).name() + ": " + text);
    String wrong = visit(after);
    if (wrong == null) {
      schedule.pop();
    }
    return wrong;
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
