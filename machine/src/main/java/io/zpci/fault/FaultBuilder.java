package io.zpci.fault;

import org.jspecify.annotations.Nullable;

/**
 * A fault that is being described. What it is about narrows it down; what it does, said last, sets
 * it. A fault of which no more is said hits once: the first that matches.
 */
public abstract sealed class FaultBuilder<B extends FaultBuilder<B>>
    permits AccessFaultBuilder, FaultAtControl, FaultAtDma, FaultAtMsi, FaultAtCall {
  private static final long UNSAID = 0;

  private final Faults faults;
  private final Port port;
  private long first = 1;
  private long times = UNSAID;
  private double chance = 1;
  private @Nullable Event after;

  FaultBuilder(Faults faults, Port port) {
    this.faults = faults;
    this.port = port;
  }

  abstract B self();

  /** For people: what it is about. */
  abstract String matching();

  final Faults faults() {
    return faults;
  }

  final Port port() {
    return port;
  }

  /** The {@code n}th that matches, from 1; with {@link #times} or {@link #always} from it on. */
  public final B nth(long n) {
    if (n < 1) {
      throw wrong("nth " + n + ": matches are counted from 1");
    }
    first = n;
    return self();
  }

  /** No more than {@code n}, one after the other. */
  public final B times(long n) {
    if (n < 1) {
      throw wrong("times " + n + ": at least 1");
    }
    times = n;
    return self();
  }

  /** One: so it is where nothing else is said. */
  public final B once() {
    return times(1);
  }

  /** All of them. */
  public final B always() {
    return times(Rate.ALWAYS);
  }

  /**
   * Each with a chance of {@code p}, as the seed decides; all of them have it unless {@link #times}
   * says otherwise.
   */
  public final B chance(double p) {
    if (!(p > 0 && p <= 1)) {
      throw wrong("chance " + p + ": above 0, at most 1");
    }
    chance = p;
    return self();
  }

  /** Nothing matches until {@code event} has happened. */
  public final B after(Event event) {
    after = event;
    return self();
  }

  final boolean isForEver() {
    return times == Rate.ALWAYS && chance == 1;
  }

  final Rate rate() {
    long most = times != UNSAID ? times : chance < 1 ? Rate.ALWAYS : 1;
    return new Rate(first, most, chance, after == null ? null : faults.await(after));
  }

  final IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException("fault at " + port.word() + ": " + why);
  }
}
