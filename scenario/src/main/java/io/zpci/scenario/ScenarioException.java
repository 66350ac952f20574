package io.zpci.scenario;

/** A scenario file that cannot be understood: one line, with file, line and column in front. */
public final class ScenarioException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Cannot be understood.
   *
   * @param place where
   * @param expected what was expected there, and what stands there instead
   */
  public ScenarioException(Place place, String expected) {
    super(place + ": " + expected);
  }

  /** A file that cannot be read at all. */
  public ScenarioException(String file, Throwable cause) {
    super(file + ": " + cause.getMessage(), cause);
  }
}
