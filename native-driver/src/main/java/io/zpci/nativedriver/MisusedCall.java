package io.zpci.nativedriver;

/**
 * A driver in C made a call that would have taken a real kernel, or this process, down: a pointer
 * to nowhere, a length beyond its memory, something freed twice. The message is one line: the
 * function of the driver that ran, the call with its arguments, and what is wrong. It is thrown
 * when that function has returned; the call itself did nothing and answered an error, and so did
 * every access after it.
 */
public final class MisusedCall extends AssertionError {
  private static final long serialVersionUID = 1;

  private final String function;
  private final String call;

  MisusedCall(String function, String call, Misuse misuse) {
    super(function + ": " + call + ": " + misuse.getMessage(), misuse);
    this.function = function;
    this.call = call;
  }

  /** The function of the driver that the test called. */
  public String function() {
    return function;
  }

  /** The offending call, with its arguments. */
  public String call() {
    return call;
  }
}
