package io.zpci.fault;

/**
 * A fault of a function's messages that is being described: {@code
 * faults.atMsi().nth(2).dropped()}.
 */
public final class FaultAtMsi extends FaultBuilder<FaultAtMsi> {
  static final int ANY = -1;

  private final Site<Integer, Effect.OnMsi> site;
  private int vector = ANY;

  FaultAtMsi(Faults faults, Site<Integer, Effect.OnMsi> site) {
    super(faults, site.port());
    this.site = site;
  }

  @Override
  FaultAtMsi self() {
    return this;
  }

  /** Messages of {@code newVector}, from 0. */
  public FaultAtMsi vector(int newVector) {
    if (newVector < 0) {
      throw wrong("vector " + newVector);
    }
    vector = newVector;
    return this;
  }

  @Override
  String matching() {
    return vector == ANY ? "every message" : "vector " + vector;
  }

  /** The message is gone. */
  public Fault dropped() {
    return set(new Effect.Dropped());
  }

  /** The message is held until {@link Faults#release}. */
  public Fault held() {
    return set(new Effect.Delayed(0));
  }

  /**
   * The message is held until {@code accesses} more loads, stores and blocks of the same function
   * have ended, or until {@link Faults#release}. The one that is under way does not count.
   */
  public Fault delayed(int accesses) {
    if (accesses < 1) {
      throw wrong("delayed by " + accesses + " accesses: at least 1");
    }
    faults().countAccesses();
    return set(new Effect.Delayed(accesses));
  }

  /** The message comes twice. */
  public Fault doubled() {
    return set(new Effect.Doubled());
  }

  private Fault set(Effect.OnMsi effect) {
    return faults().set(site, this, vector, effect);
  }
}
