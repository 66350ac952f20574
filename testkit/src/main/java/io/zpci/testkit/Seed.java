package io.zpci.testkit;

import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What decides everything that is left to chance in a test: the same seed makes the same test.
 *
 * @param value from the JUnit configuration parameter or system property {@code zpci.seed}; {@link
 *     #DEFAULT} where that is not given
 */
public record Seed(long value) {
  /** The name of the property. */
  public static final String PROPERTY = "zpci.seed";

  /** The seed where none is given. */
  public static final long DEFAULT = 1;

  /**
   * The seed of the tests of {@code context}.
   *
   * @throws ExtensionConfigurationException where the property is no number
   */
  static Seed of(ExtensionContext context) {
    String given = context.getConfigurationParameter(PROPERTY).orElse("").strip();
    if (given.isEmpty()) {
      return new Seed(DEFAULT);
    }
    try {
      return new Seed(Long.parseLong(given));
    } catch (NumberFormatException e) {
      throw new ExtensionConfigurationException(
          PROPERTY + ": a number from -2^63 to 2^63 - 1 was expected, got '" + given + "'", e);
    }
  }
}
