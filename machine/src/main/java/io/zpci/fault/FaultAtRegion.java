package io.zpci.fault;

import io.zpci.linux.Errno;

/**
 * A fault of pread and pwrite that is being described: {@code
 * faults.atRegion().on(Operation.PWRITE).space(0).nth(2).done(8)}. It stands in front of what
 * {@link Faults#device} and {@link Faults#region} give.
 */
public final class FaultAtRegion extends AccessFaultBuilder<FaultAtRegion> {
  private final AccessSite<Effect.OnRegion> site;

  FaultAtRegion(Faults faults, AccessSite<Effect.OnRegion> site) {
    super(faults, site.port());
    this.site = site;
  }

  @Override
  FaultAtRegion self() {
    return this;
  }

  /** No more than {@code bytes} go further; the answer is how many were done. */
  public Fault done(long bytes) {
    if (bytes < 0) {
      throw wrong("done " + bytes + " bytes: at least 0");
    }
    return set(condition(), new Effect.Partial(bytes));
  }

  /** It goes no further and is answered with {@code errno} ({@link Errno}), which is positive. */
  public Fault errno(int errno) {
    return set(condition(), FaultAtCall.failed(this, errno));
  }

  /** A pread goes no further and gives all ones. */
  public Fault allOnes() {
    return set(loaded(), new Effect.Value(-1));
  }

  /** A pwrite arrives in two pieces, cut where the seed says. */
  public Fault torn() {
    return set(tornAt(0), new Effect.Torn(0));
  }

  /** A pwrite of more than {@code cut} bytes arrives in two, the first of {@code cut} bytes. */
  public Fault torn(int cut) {
    if (cut < 1) {
      throw wrong("torn at " + cut + ": the first piece has at least 1 byte");
    }
    return set(tornAt(cut), new Effect.Torn(cut));
  }

  private Fault set(AccessCondition condition, Effect.OnRegion effect) {
    return faults().set(site, this, condition, effect);
  }
}
