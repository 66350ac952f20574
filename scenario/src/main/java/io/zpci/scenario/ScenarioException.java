package io.zpci.scenario;

/**
 * A scenario file that cannot be read or understood: one line, with file, line and column in front.
 */
public final class ScenarioException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Cannot be understood.
   *
   * @param place where
   * @param expected what was expected there, and what stands there instead
   */
  public ScenarioException(Place place, String expected) {
    super(place + ": " + line(expected));
  }

  /**
   * Cannot be read at all.
   *
   * @param file as the user named it
   * @param expected what was expected of it, and what it is instead
   */
  public ScenarioException(String file, String expected) {
    super(file + ": " + line(expected));
  }

  /** What a file holds may be quoted: a message stays one line, whatever that is. */
  private static String line(String expected) {
    return expected.replaceAll("[\\s\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
  }
}
