package io.zpci.fault;

import io.zpci.linux.Errno;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A fault of calls that is being described: {@code
 * faults.atDev().on(Call.MAP).nth(2).errno(Errno.ENOMEM)}.
 */
public final class FaultAtCall extends FaultBuilder<FaultAtCall> {
  private static final int LARGEST = 4095;

  private final Site<Set<Call>, Effect.OnCall> site;
  private final EnumSet<Call> calls = EnumSet.noneOf(Call.class);

  FaultAtCall(Faults faults, Site<Set<Call>, Effect.OnCall> site) {
    super(faults, site.port());
    this.site = site;
  }

  @Override
  FaultAtCall self() {
    return this;
  }

  /** Of these calls. */
  public FaultAtCall on(Call... these) {
    for (Call call : these) {
      if (call.port() != port()) {
        throw wrong("%s does not cross here; %s do".formatted(call.word(), Call.wordsAt(port())));
      }
      calls.add(call);
    }
    return this;
  }

  @Override
  String matching() {
    return calls.stream().map(Call::word).collect(Collectors.joining(", "));
  }

  /** It goes no further and is answered with {@code errno} ({@link Errno}), which is positive. */
  public Fault errno(int errno) {
    if (calls.isEmpty()) {
      throw wrong("of which call? " + Call.wordsAt(port()));
    }
    return faults().set(site, this, EnumSet.copyOf(calls), failed(this, errno));
  }

  static Effect.Failed failed(FaultBuilder<?> fault, int errno) {
    if (errno < 1 || errno > LARGEST) {
      throw fault.wrong("errno " + errno + ": 1 to " + LARGEST + ", positive");
    }
    return new Effect.Failed(errno);
  }
}
