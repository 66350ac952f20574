package io.zpci.fault;

import io.zpci.arch.Outcome;
import io.zpci.arch.Reaction;
import io.zpci.arch.Rule;
import java.util.SplittableRandom;

/** One fault that was set: what it waits for, what it does, and how often it did. */
public final class Fault {
  private final int number;
  private final Port port;
  private final String matching;
  private final Rate rate;
  private final Effect effect;
  private final SplittableRandom random;
  private final Rule rule;
  private long matched;
  private long fired;

  /** Busy answers that are due, and whether what comes after them goes through. */
  private int due;

  private boolean passing;

  Fault(int number, Port port, String matching, Rate rate, Effect effect, long seed) {
    this.number = number;
    this.port = port;
    this.matching = matching;
    this.rate = rate;
    this.effect = effect;
    this.random = new SplittableRandom(seed ^ number * 0xd134_2543_de82_ef95L);
    boolean silent =
        effect instanceof Effect.Value
            || (effect instanceof Effect.Answer answer && answer.outcome() == Outcome.OK);
    this.rule =
        Rule.check(
                "fault." + number,
                "An access goes through unless somebody set a fault here: " + describe() + ".",
                "a fault that was set")
            .reacting(silent ? Reaction.DROP : Reaction.REFUSE);
  }

  /** Where it stands among those that were set, from 1. */
  public int number() {
    return number;
  }

  /** Where it stands. */
  public Port port() {
    return port;
  }

  /** What it does. */
  public Effect effect() {
    return effect;
  }

  /** How many matched, of those that no fault before it took. */
  public long matched() {
    return matched;
  }

  /** How many it hit. An access that is busy several times is hit once. */
  public long fired() {
    return fired;
  }

  /** The rule that a tap is told when the fault keeps an access: {@code fault.} and its number. */
  public Rule rule() {
    return rule;
  }

  /** For people: {@code at host: pcistb, space 2, the 3rd: busy 5 times}. */
  public String describe() {
    return "at %s: %s, %s: %s".formatted(port.word(), matching, rate.words(), effect.words());
  }

  /** As {@link #describe}, with its number and what came of it. */
  @Override
  public String toString() {
    return "fault %d %s; %d matched, %d hit%s"
        .formatted(number, describe(), matched, fired, waiting());
  }

  private String waiting() {
    Awaited awaited = rate.awaited();
    return awaited == null || awaited.happened()
        ? ""
        : "; its event did not happen, %d seen".formatted(awaited.seen());
  }

  /** Something matches: whether the fault hits it. */
  boolean hits() {
    if (effect instanceof Effect.Busy busy) {
      return hitsBusy(busy.times());
    }
    return draws();
  }

  private boolean hitsBusy(int times) {
    if (due > 0) {
      due--;
      passing = due == 0;
      return true;
    }
    if (passing) {
      passing = false;
      return false;
    }
    if (!draws()) {
      return false;
    }
    due = times - 1;
    passing = due == 0;
    return true;
  }

  private boolean draws() {
    if (!rate.armed()) {
      return false;
    }
    matched++;
    if (matched < rate.first()
        || fired == rate.times()
        || (rate.chance() < 1 && random.nextDouble() >= rate.chance())) {
      return false;
    }
    fired++;
    return true;
  }

  /** Whether it hits everything that matches from now on. */
  boolean lasts() {
    return rate.armed() && rate.always() && matched + 1 >= rate.first();
  }

  /** What it does to what it just hit, for people. */
  String doing() {
    return effect instanceof Effect.Busy(int times) && times > 1
        ? "busy (%d of %d)".formatted(times - due, times)
        : effect.words();
  }

  /** A number from 1 to {@code bound}, by the seed. */
  int draw(int bound) {
    return random.nextInt(1, bound + 1);
  }
}
