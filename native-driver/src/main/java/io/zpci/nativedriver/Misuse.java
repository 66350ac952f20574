package io.zpci.nativedriver;

/** A call that would have gone wrong; its message says how, {@link MisusedCall} adds which call. */
final class Misuse extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** {@code why} in a few words. */
  Misuse(String why) {
    super(why);
  }
}
