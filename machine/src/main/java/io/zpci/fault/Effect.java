package io.zpci.fault;

import io.zpci.arch.Outcome;
import io.zpci.linux.Errno;

/** What a fault does. */
public sealed interface Effect {
  /** For people. */
  String words();

  /** Done to a load, a store or a block. */
  sealed interface OnAccess extends Effect {}

  /** Done to an instruction that is none of these. */
  sealed interface OnControl extends Effect {}

  /** Done to an access of a function to storage. */
  sealed interface OnDma extends Effect {}

  /** Done to a message. */
  sealed interface OnMsi extends Effect {}

  /** Done to an access to a region. */
  sealed interface OnRegion extends Effect {}

  /** Done to a call. */
  sealed interface OnCall extends Effect {}

  /**
   * It goes no further and ends with {@code outcome}. With {@link Outcome#OK} a store is lost and
   * nobody is told.
   */
  record Answer(int outcome) implements OnAccess, OnControl {
    @Override
    public String words() {
      return outcome == Outcome.OK ? "lost" : Outcome.describe(outcome);
    }
  }

  /** It is busy (cc 2) so many times, {@code times}; the next that matches goes through. */
  record Busy(int times) implements OnAccess, OnControl {
    @Override
    public String words() {
      return times == 1 ? "busy once" : "busy " + times + " times";
    }
  }

  /** A load goes no further and gives the low-order bytes of {@code value}. */
  record Value(long value) implements OnAccess, OnRegion {
    @Override
    public String words() {
      return value == -1 ? "all ones" : "value 0x" + Long.toHexString(value);
    }
  }

  /**
   * The function goes into error with an event of {@code pec}, and the access ends as every access
   * then does, with cc 1, status 12.
   */
  record ErrorState(int pec) implements OnAccess {
    @Override
    public String words() {
      return "error state, PEC 0x%04x".formatted(pec);
    }
  }

  /**
   * A block arrives in two pieces, the first of {@code cut} bytes; 0 lets the seed decide. Where
   * the first is refused the second is not sent.
   */
  record Torn(int cut) implements OnAccess, OnRegion {
    @Override
    public String words() {
      return cut == 0 ? "torn" : "torn at " + cut;
    }
  }

  /** What is addressed is not reached, for the reason {@code pec}. */
  record Unreached(int pec) implements OnDma {
    @Override
    public String words() {
      return "PEC 0x%04x".formatted(pec);
    }
  }

  /** The message is gone. */
  record Dropped() implements OnMsi {
    @Override
    public String words() {
      return "dropped";
    }
  }

  /**
   * The message is held until so many more accesses of the function have ended, {@code accesses};
   * with 0 until it is released.
   */
  record Delayed(int accesses) implements OnMsi {
    @Override
    public String words() {
      return accesses == 0 ? "held" : "held for " + accesses + " accesses";
    }
  }

  /** The message comes twice. */
  record Doubled() implements OnMsi {
    @Override
    public String words() {
      return "doubled";
    }
  }

  /** No more than {@code bytes} are done, and that is the answer. */
  record Partial(long bytes) implements OnRegion {
    @Override
    public String words() {
      return "no more than " + bytes + " bytes done";
    }
  }

  /** It goes no further and is answered with {@code errno}, which is positive. */
  record Failed(int errno) implements OnRegion, OnCall {
    @Override
    public String words() {
      return "-" + Errno.name(errno);
    }
  }
}
