package io.zpci.serve;

/**
 * A session that cannot be: its message is one line that says what is wrong, where, and what was
 * expected. Nothing has begun, and nothing is left behind.
 */
public final class ServeException extends Exception {
  private static final long serialVersionUID = 1;

  private final String option;

  /**
   * A session that cannot be.
   *
   * @param option the setting that is to blame, as the command line names it
   * @param message what is wrong there
   */
  public ServeException(String option, String message) {
    super(message);
    this.option = option;
  }

  /** The setting that is to blame, as the command line names it. */
  public String option() {
    return option;
  }
}
